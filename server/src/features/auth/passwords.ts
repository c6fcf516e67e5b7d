import { appError } from '../../errors.ts'
import { type Argon2Cost, argon2Hash, argon2Matches, costsArgon2, recommendedCost } from '../../lib/argon2.ts'
import { createGate } from '../../lib/gate.ts'

export type Passwords = ReturnType<typeof createPasswords>

/**
 * Hashes share four threads with file reads, so only two run at once and 16 wait; whoever comes then is told to
 * come again. Throws `overloaded`.
 */
export function createPasswords({ cost = recommendedCost }: { cost?: Argon2Cost } = {}) {
  const full = () => appError('overloaded', { retryAfterSeconds: 2 })
  const gate = createGate({ atOnce: 2, waiting: 16, full })

  /** The same password typed on another system may arrive in another Unicode form. */
  const normal = (password: string): string => password.normalize('NFC')

  const hash = (password: string): Promise<string> => gate.run(() => argon2Hash(normal(password), cost))

  const matches = (password: string, known: string): Promise<boolean> =>
    gate.run(() =>
      isBcrypt(known) ? bcryptMatches(password, known) : argon2Matches(normal(password), known),
    )

  /** Takes as long as a comparison, for a user who is not there. */
  async function pretend(password: string): Promise<void> {
    await hash(password)
  }

  /** Whether the hash should be made anew now that the password is known. */
  const isOutdated = (known: string): boolean => !costsArgon2(known, cost)

  return { hash, matches, pretend, isOutdated }
}

const isBcrypt = (known: string): boolean => /^\$2[abxy]\$/.test(known)

/** Old databases hold bcrypt of whatever bytes the browser sent. */
async function bcryptMatches(password: string, known: string): Promise<boolean> {
  const { default: bcrypt } = await import('bcryptjs')
  return (
    (await bcrypt.compare(password, known)) ||
    (password.normalize('NFC') !== password && (await bcrypt.compare(password.normalize('NFC'), known)))
  )
}
