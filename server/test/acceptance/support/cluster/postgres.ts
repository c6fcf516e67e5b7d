import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, programPath } from '../../../support/programs.ts'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0

/** Where pg_ctl and its like are; Debian keeps them beside each version. */
export function postgresFolder(): string | null {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : []
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  if (newest) return `/usr/lib/postgresql/${newest}/bin`
  return programPath('pg_ctl')?.replace(/\/pg_ctl$/, '') ?? null
}

/** PostgreSQL on a free port, empty; it refuses root, and then runs as Debian's `postgres`. */
export async function startPostgres(folder: string) {
  const programs = postgresFolder() ?? ''
  const data = join(folder, 'postgres')
  const port = await freePort()
  const as = (name: string, ...args: string[]) => {
    const command = [join(programs, name), ...args]
    const [program, rest] = isRoot
      ? ['runuser', ['-u', 'postgres', '--', ...command]]
      : [command[0]!, command.slice(1)]
    return run(program, rest, { cwd: '/' })
  }
  await mkdir(data, { mode: 0o700 })
  if (isRoot) {
    await chmod(folder, 0o711)
    const [, , uid, gid] = /^(postgres):x:(\d+):(\d+)/m.exec(await readFile('/etc/passwd', 'utf8')) ?? []
    await chown(data, Number(uid), Number(gid))
  }
  const ofCluster = ['--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  await as('initdb', '-D', data, '-U', 'postgres', ...ofCluster)
  const ways = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200`
  const control = (...args: string[]) =>
    as('pg_ctl', '-D', data, '-w', '-t', '180', '-l', join(data, 'log'), ...args)
  await control('start', '-o', ways)
  return {
    settings: { DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres` },
    restart: async () => {
      await control('restart', '-m', 'fast', '-o', ways)
    },
    stop: async () => {
      await control('stop', '-m', 'immediate')
    },
  }
}
