import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

/** `npm run dev`: the server, started again when its sources change, and the web client with hot reload before it. */
const root = join(import.meta.dirname, '..')
const vite = join(root, 'node_modules/vite/bin/vite.js')

const children: ChildProcess[] = [
  run(['--watch-path=server/src', 'server/src/main.ts'], { WEB_CLIENT: 'off' }),
  run([vite, '--config', 'web/vite.config.ts']),
]

function run(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
}

for (const child of children) child.once('exit', () => stop())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())

function stop(): void {
  for (const child of children) child.kill()
}
