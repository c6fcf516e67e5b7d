import { styleText } from 'node:util'
import { Command } from 'commander'
import { type Config, ConfigError } from '../../config/config.ts'
import { readEnvironment } from '../../config/env-file.ts'
import { checkDatabase } from '../doctor/database.ts'
import { checkDataFolder, checkDisk, checkSecrets } from '../doctor/folder.ts'
import { checkFfmpeg, checkNode, checkProxy } from '../doctor/machine.ts'
import { checkObjects } from '../doctor/objects.ts'
import { checkPort } from '../doctor/port.ts'
import { checkRedis } from '../doctor/redis.ts'
import type { Verdict } from '../doctor/verdict.ts'
import { say, setFailed } from '../say.ts'

const checks: [name: string, check: (config: Config) => Promise<Verdict> | Verdict][] = [
  ['Node', checkNode],
  ['Proxy', checkProxy],
  ['Data folder', checkDataFolder],
  ['Secrets', checkSecrets],
  ['Disk', checkDisk],
  ['Database', checkDatabase],
  ['Redis', checkRedis],
  ['Media files', checkObjects],
  ['ffmpeg', checkFfmpeg],
  ['Port', checkPort],
]

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look whether everything is as a server needs it, and say what to do')
    .action(async () => {
      const config = configuration()
      if (!config) return
      for (const [name, check] of checks) report(name, await examine(config, check))
    })

function configuration(): Config | null {
  try {
    const config = readEnvironment()
    report('Settings', {
      state: 'ok',
      says: `they fit together; ${config.production ? '' : 'not '}for production`,
    })
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const problem of error.problems) report('Settings', { state: 'problem', says: problem })
    say('The rest is looked at when these can be read.')
    return null
  }
}

async function examine(config: Config, check: (typeof checks)[number][1]): Promise<Verdict> {
  try {
    return await check(config)
  } catch (error) {
    return { state: 'problem', says: error instanceof Error ? error.message : String(error) }
  }
}

const marks = { ok: ['green', 'ok'], warning: ['yellow', 'warning'], problem: ['red', 'problem'] } as const

function report(name: string, { state, says }: Verdict): void {
  const [colour, word] = marks[state]
  const mark = styleText(colour, word.padEnd(8), { stream: process.stdout })
  say(`${mark} ${name.padEnd(12)} ${says}`)
  if (state === 'problem') setFailed()
}
