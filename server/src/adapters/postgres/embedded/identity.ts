import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Binaries, cannotRun } from './binaries.ts'
import { EmbeddedPostgresProblem } from './errors.ts'

const run = promisify(execFile)

interface Owner {
  uid: number
  gid: number
}

/** As whom PostgreSQL's programs run: it refuses to be root. */
export interface Identity {
  /** What stands before the program on the command line. */
  prefix: string[]
  /** Another user than ours, for `spawn`. */
  user: Owner | null
  /** Who must own the files; null: they are ours anyway. */
  owner: Owner | null
}

const ourself: Identity = { prefix: [], user: null, owner: null }

/** Any user without rights would do; these are the ones systems have. */
const usualUsers = ['postgres', 'node', 'nobody']

/** Answers the first identity that can run the programs and enter the folder. */
export async function findIdentity(binaries: Binaries, dataDir: string): Promise<Identity> {
  const problem = await tryOut(ourself, binaries, dataDir)
  if (problem) throw cannotRun(binaries.postgres, problem)
  if (process.getuid?.() !== 0) return ourself
  const problems: string[] = []
  for (const identity of await rootsChoices(dataDir)) {
    const refused = await tryOut(identity, binaries, dataDir)
    if (!refused) return identity
    problems.push(refused)
  }
  throw new EmbeddedPostgresProblem(
    'PostgreSQL refuses to run as root, and no other user can run it here. Start Reelbase as another user, ' +
      `or give the address of a PostgreSQL 15 or newer as DATABASE_URL. (${problems.join('; ')})`,
  )
}

/** Inside a user namespace root is nobody, and still owns its files; where that is forbidden, another user. */
async function rootsChoices(dataDir: string): Promise<Identity[]> {
  const users = await knownUsers()
  const folder = await stat(dataDir)
  const namespace: Identity = { prefix: ['unshare', '-U'], user: null, owner: { uid: 0, gid: 0 } }
  const owners = [
    ...users.filter(({ uid }) => uid === folder.uid && uid !== 0),
    ...usualUsers.flatMap((name) => users.filter((user) => user.name === name)),
  ]
  return [
    namespace,
    ...owners.map(({ uid, gid }) => ({ prefix: [], user: { uid, gid }, owner: { uid, gid } })),
  ]
}

async function knownUsers(): Promise<(Owner & { name: string })[]> {
  const lines = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return lines.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

async function tryOut(identity: Identity, { postgres }: Binaries, dataDir: string): Promise<string | null> {
  const [file = '', ...args] = [
    ...identity.prefix,
    'sh',
    '-c',
    'cd "$1" && exec "$0" --version',
    postgres,
    dataDir,
  ]
  try {
    await run(file, args, { cwd: '/', timeout: 10_000, ...identity.user })
    return null
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string }
    return (stderr || message).trim()
  }
}

let parentDeath: Promise<string[]> | undefined

/** Linux ends the program when this process dies, however it dies; elsewhere the next start finds it. */
export function diesWithParent(): Promise<string[]> {
  const prefix = ['setpriv', '--pdeathsig', 'INT']
  parentDeath ??= run('setpriv', [...prefix.slice(1), 'true']).then(
    () => prefix,
    () => [],
  )
  return parentDeath
}
