import bcrypt from 'bcryptjs'
import { expect, it } from 'vitest'
import { isAppError } from '../../errors.ts'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords()

it('recognises a password by its hash, which names how it was made', async () => {
  const hash = await passwords.hash('correct horse')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await passwords.matches('correct horse', hash)).toBe(true)
  expect(await passwords.matches('Correct horse', hash)).toBe(false)
  expect(await passwords.hash('correct horse')).not.toBe(hash)
  expect(passwords.isOutdated(hash)).toBe(false)
})

it('recognises hashes that other programs made', async () => {
  // From the command line tool of the argon2 reference implementation.
  const made = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await passwords.matches('password', made)).toBe(true)
  expect(await passwords.matches('Password', made)).toBe(false)
  expect(passwords.isOutdated(made)).toBe(true)
})

it.each(['$2a$', '$2b$', '$2y$'])('recognises bcrypt %s, and wants it renewed', async (kind) => {
  const hash = (await bcrypt.hash('from the old site', 4)).replace(/^\$2b\$/, kind)
  expect(await passwords.matches('from the old site', hash)).toBe(true)
  expect(await passwords.matches('from the old Site', hash)).toBe(false)
  expect(passwords.isOutdated(hash)).toBe(true)
})

it('takes both Unicode forms of a password for the same', async () => {
  const [composed, decomposed] = ['caf\u00e9 au lait', 'cafe\u0301 au lait']
  expect(await passwords.matches(decomposed, await passwords.hash(composed))).toBe(true)
  expect(await passwords.matches(decomposed, await bcrypt.hash(composed, 4))).toBe(true)
})

it.each(['', 'hash', '$argon2i$v=19$m=1,t=1,p=1$AA$AA', '$2b$10$short'])(
  'matches nothing by %j',
  async (hash) => {
    expect(await passwords.matches('', hash)).toBe(false)
  },
)

it('refuses the nineteenth at once with a time to come again', async () => {
  const busy = createPasswords()
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => busy.hash('x')))
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
  expect(refused).toHaveLength(2)
  for (const error of refused) {
    expect(isAppError(error, 'overloaded') && error.retryAfterSeconds).toBe(2)
  }
})
