import { readFile } from 'node:fs/promises'
import { memoryOfTree, type ProcessMemory } from '../../server/test/acceptance/support/processes.ts'

/** Linux tells times of the processor in these. */
const ticksPerSecond = 100

const ofNobody = { load: 0, nginx: 0, web: 0, prepared: 0, database: 0, beside: 0, others: 0 }
/** What a process is there for: `beside` are the worker and Redis, `others` whatever else the machine does. */
export type Part = keyof typeof ofNobody

/** What the processes below this one have had of the cores until now. */
export async function cpuSeconds(webPids: number[]): Promise<Record<Part, number>> {
  const seconds = { ...ofNobody, others: await busySeconds() }
  for (const row of await memoryOfTree(process.pid)) {
    const part = partOf(row, webPids)
    const own = await cpuSecondsOf(row.pid)
    seconds.others -= own
    seconds[part] += own
  }
  return seconds
}

function partOf({ pid, name }: ProcessMemory, webPids: number[]): Part {
  if (pid === process.pid) return 'load'
  if (webPids.includes(pid)) return 'web'
  if (name.startsWith('nginx')) return 'nginx'
  if (name.startsWith('postgres')) return 'database'
  if (name === 'node') return 'prepared'
  return name.startsWith('redis') || name === 'node (server)' ? 'beside' : 'others'
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name stands in brackets and may hold anything, so it is cut off first.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (user + system) / ticksPerSecond
}

/** Of all cores together, since the machine began. */
async function busySeconds(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n')
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = line.split(/ +/).slice(1).map(Number)
  return (user + nice + system + interrupts + soft) / ticksPerSecond
}
