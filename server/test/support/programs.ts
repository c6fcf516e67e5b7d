import { randomInt } from 'node:crypto'
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

/** Below those that the system gives to whoever asks for any: nobody else has got it before it is used. */
const [lowestPort, ports] = [20_000, 12_000]

/** A port that nobody listens at, for a program that has to be told one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + randomInt(ports)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
