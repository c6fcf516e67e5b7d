import { readdir, readFile } from 'node:fs/promises'

export interface ProcessMemory {
  pid: number
  /** The program and what it says it is: `node`, `postgres: checkpointer`. */
  name: string
  /** Its memory, with its share of what it has in common with others. */
  pssBytes: number
}

/** The process and all that came from it, largest first. Linux alone tells this. */
export async function memoryOfTree(root: number): Promise<ProcessMemory[]> {
  const parents = await parentsOfAll()
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at))
      if (at === root) return true
    return false
  }
  const rows = await Promise.all([...parents.keys()].filter(isBelow).map(memoryOf))
  return rows.filter((row) => row !== null).toSorted((a, b) => b.pssBytes - a.pssBytes)
}

export const sumOf = (rows: ProcessMemory[]): number => rows.reduce((sum, row) => sum + row.pssBytes, 0)

/** Resident memory of one process. */
export async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}

/** Whether a program of this name runs below the process. */
export async function runsBelow(root: number, name: string): Promise<boolean> {
  return (await memoryOfTree(root)).some((row) => row.name === name)
}

async function parentsOfAll(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = new Map<number, number>()
  await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name stands in brackets and may hold anything, so it is cut off first.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      if (parent) parents.set(pid, parent)
    }),
  )
  return parents
}

async function memoryOf(pid: number): Promise<ProcessMemory | null> {
  try {
    const [rollup, line] = await Promise.all([
      readFile(`/proc/${pid}/smaps_rollup`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ])
    const pssBytes = Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024
    const [program = '', ...rest] = line.split('\0').filter(Boolean)
    const name = program.startsWith('postgres:') ? program.trim() : (program.split('/').at(-1) ?? program)
    return { pid, name: rest[0]?.includes('src/main.ts') ? `${name} (server)` : name, pssBytes }
  } catch {
    return null
  }
}
