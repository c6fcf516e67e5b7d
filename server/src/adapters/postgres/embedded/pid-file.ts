import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a running postmaster writes about itself into its folder. */
export interface PidFile {
  pid: number
  port: number
  socketFolder: string
  isReady: boolean
}

const pathOf = (folder: string) => join(folder, 'postmaster.pid')

/** Null when there is none, or it is being written. */
export async function readPidFile(folder: string): Promise<PidFile | null> {
  const lines = (await readFile(pathOf(folder), 'utf8').catch(() => '')).split('\n')
  const [pid, , , port, socketFolder, , , status] = lines
  if (!pid) return null
  return {
    pid: Number(pid),
    port: Number(port),
    socketFolder: socketFolder ?? '',
    isReady: status?.trim() === 'ready',
  }
}

/**
 * After a crash of the machine the number may belong to any program, and PostgreSQL would refuse to start. It takes
 * the file for stale when it names its parent, and still looks whether old processes use the shared memory.
 */
export async function disownPidFile(folder: string): Promise<void> {
  const text = await readFile(pathOf(folder), 'utf8')
  await writeFile(pathOf(folder), text.replace(/^\d+/, String(process.pid)))
}

/** Linux only; elsewhere nothing is known of other programs. */
export async function isAnotherProgram(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => null)
  return name !== null && name.trim() !== 'postgres'
}
