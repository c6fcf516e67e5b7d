import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { type Config, readConfig } from './config.ts'
import { settings } from './settings.ts'

/**
 * The configuration of this process: its environment, and `.env` of the working folder where there is one; what stands
 * in the environment wins. Throws a `ConfigError` with everything that is wrong in either.
 */
export function readEnvironment(): Config {
  const { text, problems } = readFile('.env')
  const wrong = problemsOfLines(text)
  for (const [name, value] of Object.entries(parseEnv(text))) {
    if (!settingMeant(name)) process.env[name] ??= value
  }
  return readConfig(process.env, [...problems, ...wrong])
}

function readFile(path: string): { text: string; problems: string[] } {
  try {
    // Editors of Windows begin a file with a mark that would be taken for a letter of the first name.
    return { text: readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), problems: [] }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { text: '', problems: [] }
    const problem = code === 'EISDIR' ? `${path} is a folder` : `${path} cannot be read (${message})`
    return { text: '', problems: [`${problem}, but must be a file with a NAME=value on each line.`] }
  }
}

const setting = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/

/**
 * What no setting is read from, a sentence a line. The line itself is not shown: there may be a secret in it, and the
 * sentences end up in logs.
 */
export function problemsOfLines(text: string): string[] {
  const lines = text.split(/\r?\n/)
  const problems: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    if (/^\s*(#|$)/.test(line)) continue
    const [, name, value] = setting.exec(line) ?? []
    const problem = name ? wrongName(name) : notASetting(line)
    if (problem) problems.push(`Line ${index + 1} of .env ${problem}`)
    if (value) index += linesOfValue(value, lines.slice(index + 1))
  }
  return problems
}

function notASetting(line: string): string {
  const name = /^\s*([A-Za-z_]\w*)\s*:/.exec(line)?.[1]?.toUpperCase()
  return name
    ? `is no setting: write ${name}=, and the value behind it.`
    : 'is no setting: write NAME=value, or begin it with # for a remark.'
}

function wrongName(name: string): string | null {
  const meant = settingMeant(name)
  return meant && `sets ${name}, but the name is written ${meant}.`
}

/** `port` is not `PORT`; in the environment it may be somebody else's variable, in our file it is a mistake. */
function settingMeant(name: string): string | null {
  return name.toUpperCase() in settings && !(name in settings) ? name.toUpperCase() : null
}

/** How many further lines a value in quotation marks goes on for. */
function linesOfValue(value: string, following: string[]): number {
  const mark = value[0]!
  if (!`"'\``.includes(mark) || value.indexOf(mark, 1) > 0) return 0
  return following.findIndex((line) => line.includes(mark)) + 1
}
