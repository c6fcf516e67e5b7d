import { createServer, type Server, type Socket } from 'node:net'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../../../test/support/database.ts'
import { addressOf } from './address.ts'
import { problemOfDatabase } from './problem.ts'

const problemOf = (url: string) => problemOfDatabase(url, { patienceMs: 0 })

async function database(): Promise<FreshDatabase> {
  const made = await freshDatabase()
  onTestFinished(() => made.drop())
  return made
}

/** A database with a user of its own, who starts without any rights. */
async function withUser(...scripts: string[]) {
  const { url } = await database()
  const client = new pg.Client(url)
  await client.connect()
  const user = `u${Math.random().toString(36).slice(2, 12)}`
  onTestFinished(async () => {
    await client.query(`drop owned by ${user}; drop role ${user}`)
    await client.end()
  })
  await client.query(`create role ${user} login`)
  for (const script of scripts) await client.query(script.replaceAll('$user', user))
  const theirs = new URL(url)
  theirs.username = user
  return { url: theirs.href, user }
}

/** Something that is no PostgreSQL. */
async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as { port: number }).port
}

it('has nothing to say of a database that will do', async () => {
  expect(await problemOf((await database()).url)).toBeNull()
})

it('asks for an owner of the tables and of the schema', async () => {
  const stranger = await withUser()
  expect(await problemOf(stranger.url)).toContain(
    `user ${stranger.user} may not create tables in schema public`,
  )
  const guest = await withUser('grant all on schema public to $user')
  expect(await problemOf(guest.url)).toContain('Name the user that owns them.')
  const owner = await withUser(
    'grant all on schema public to $user',
    'grant all on all tables in schema public to $user',
  )
  expect(await problemOf(owner.url)).toBeNull()
})

it('refuses a user who can only read, and a database that is not there', async () => {
  const reader = await withUser('alter role $user set default_transaction_read_only = on')
  expect(await problemOf(reader.url)).toContain(`user ${reader.user} can only read there`)
  const nowhere = new URL(reader.url)
  nowhere.pathname = '/no such one'
  expect(await problemOf(nowhere.href)).toContain('there is no database no such one. Create it')
})

it('refuses a user who is not there, and TLS that is not there', async () => {
  const url = new URL((await database()).url)
  url.username = 'nobody-of-this-name'
  expect(await problemOf(url.href)).toContain('there is no user nobody-of-this-name.')
  expect(await problemOf(`${url.href}&sslmode=verify-full`)).toContain('it asks for TLS by sslmode')
})

it('refuses the database of another program', async () => {
  const { url } = await database()
  const client = new pg.Client(url)
  await client.connect()
  await client.query('alter table migrations rename to knex')
  await client.end()
  expect(await problemOf(url)).toContain('holds tables of another program')
})

it('refuses an encoding that cannot hold every name', async () => {
  const { url } = await database()
  const client = new pg.Client(url)
  await client.connect()
  onTestFinished(() => client.end())
  await client.query(
    "create database ascii_only encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'",
  )
  onTestFinished(async () => void (await client.query('drop database ascii_only with (force)')))
  const ascii = new URL(url)
  ascii.pathname = '/ascii_only'
  expect(await problemOf(ascii.href)).toContain('is encoded in SQL_ASCII')
})

it.each([
  ['postgres://me:secret@127.0.0.1:1/x', 'nothing listens at 127.0.0.1 port 1. Start PostgreSQL there'],
  ['postgres://me:secret@no-such-machine.invalid/x', 'there is no machine named no-such-machine.invalid.'],
  ['postgres://me:secret@localhost/x?host=/no/such/folder', 'there is no socket in /no/such/folder.'],
  ['postgres://me:p@secret/w#rd@127.0.0.1:1/x', 'In a password, @, /, # and ? are written'],
  ['postgres://me:secret@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=/no/such/file', 'is not there'],
])('explains %s', async (url, says) => {
  const problem = await problemOf(url)
  expect(problem).toMatch(/^DATABASE_URL \(postgres:\/\/(me:)?…@/)
  expect(problem).toContain(says)
  expect(problem).not.toContain('secret')
})

it('notices a server that speaks something else, or hangs up', async () => {
  const polite = createServer((socket) => socket.on('error', () => {}).end('220 mail.example.org ESMTP\r\n'))
  const rude = createServer((socket) => socket.on('error', () => {}).destroy())
  for (const server of [polite, rude]) {
    const port = await listening(server)
    expect(await problemOf(`postgres://me@127.0.0.1:${port}/x`)).toContain(
      `no PostgreSQL answers at 127.0.0.1 port ${port}`,
    )
  }
})

/** A server that asks for a password and takes none, or that is of another time: what the engine of these tests is not. */
async function pretending(answer: (socket: Socket) => void): Promise<string> {
  const port = await listening(
    createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => answer(socket))
    }),
  )
  return `postgres://me:wrong@127.0.0.1:${port}/x`
}

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const failure = (code: string, text: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0C${code}\0M${text}\0\0`))

it.each([
  [
    '28P01',
    'password authentication failed for user "me"',
    'the password is not that of user me. Correct it',
  ],
  [
    '28000',
    'no pg_hba.conf entry for host "1.2.3.4", user "me", database "x", no encryption',
    'only with TLS',
  ],
  [
    '28000',
    'no pg_hba.conf entry for host "1.2.3.4", user "me", database "x", SSL encryption',
    'look at its pg_hba.conf',
  ],
  ['42501', 'permission denied for database "x"', 'alter database x owner to me'],
  ['53300', 'sorry, too many clients already', 'max_connections'],
  ['57P03', 'the database system is starting up', 'Try again'],
  ['08P01', 'unsupported startup parameter: statement_timeout', 'ignore_startup_parameters'],
  ['XX000', 'something new', 'it cannot be used: something new.'],
])('explains what a server says: %s %s', async (code, text, says) => {
  const url = await pretending((socket) => socket.end(failure(code, text)))
  expect(await problemOf(url)).toContain(says)
})

it.each([
  ['postgres://me:hunter2@h:5433/x', 'postgres://me:…@h:5433/x'],
  ['postgres://me@h/x?password=hunter2', 'postgres://me@h/x?password=…'],
  ['postgres://me:12/hunter2@h/x', 'postgres://…@h/x'],
  ['postgres://me:12#hunter2@h/x', 'postgres://…@h/x'],
  ['postgres:///x?host=/run/postgresql', 'postgres:///x?host=/run/postgresql'],
])('shows no password of %s', (url, shown) => {
  expect(addressOf(url).shown).toBe(shown)
})
