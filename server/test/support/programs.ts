import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'

/** Debian keeps some programs where only an administrator looks. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']

/** Where this machine has the program; null where it has not. */
export const programPath = (name: string): string | null =>
  folders.map((folder) => join(folder, name)).find(isProgram) ?? null

export const hasProgram = (name: string): boolean => programPath(name) !== null

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
