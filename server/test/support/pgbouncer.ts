import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './programs.ts'

const places = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer']

/** Where it is and which; null: this machine has none. */
export function pgbouncerHere(): { place: string; version: string } | null {
  for (const place of places) {
    try {
      const said = execFileSync(place, ['--version'], { encoding: 'utf8' })
      return { place, version: /PgBouncer (\S+)/.exec(said)?.[1] ?? '?' }
    } catch {}
  }
  return null
}

/** In transaction mode before a database, with so few connections that statements of one client wander among them. */
export async function startPgbouncer(place: string, databaseUrl: string) {
  const { hostname, port, pathname, username } = new URL(databaseUrl)
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-pgbouncer-'))
  const [own, name, user] = [await freePort(), pathname.slice(1), username || 'postgres']
  const [ini, users] = [join(folder, 'ini'), join(folder, 'users')]
  await writeFile(users, `"${user}" ""\n`)
  await writeFile(
    ini,
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
`,
  )
  await chmod(folder, 0o755)
  // It refuses to be root.
  const as = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn(place, [...as, ini], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  while (!(await isOpen(own))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with ${child.exitCode}`)
    await pause(20)
  }
  return {
    url: `postgres://${user}@127.0.0.1:${own}/${name}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
