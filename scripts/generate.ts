import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Setting, type SettingKind, settings } from '../server/src/config/settings.ts'
import { allEndpoints } from './client/endpoints.ts'
import { clientOperations } from './client/operations.ts'

const root = join(import.meta.dirname, '..')
const all: [string, Setting][] = Object.entries(settings)
const usable = all.filter(([, setting]) => !setting.notYet)
const reserved = all.filter(([, setting]) => setting.notYet)
const groups = [...new Set(usable.map(([, setting]) => setting.group))]
const inGroup = (group: string) => usable.filter(([, setting]) => setting.group === group)

const introduction = [
  'Settings of Reelbase. Copy this file to .env and uncomment what you want to change.',
  'docs/configuration.md says more. Made by `npm run generate` from server/src/config/settings.ts.',
]

function envExample(): string {
  const sections = groups.map((group) => [`# ${group}`, ...inGroup(group).map(envLines)].join('\n\n'))
  return `${introduction.map((line) => `# ${line}`).join('\n')}\n\n${sections.join('\n\n')}\n`
}

function envLines([name, setting]: [string, Setting]): string {
  const about = wrap(setting.about.replaceAll('`', ''), 98)
  const value = setting.default ?? setting.example ?? ''
  return [...about, `${name}=${value}`].map((line) => `# ${line}`).join('\n')
}

const linked = (text: string): string => text.replace(/\bdocs\/(\S+\.md)/g, '[$1]($1)')

function wrap(text: string, width: number): string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line && line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line ? `${line} ${word}` : word
  }
  return lines
}

const kinds: Record<Exclude<SettingKind, readonly string[]>, string> = {
  text: 'text',
  secret: 'secret',
  url: 'URL',
  port: 'port',
  bytes: 'size, such as `10MiB`',
  integer: 'whole number',
  duration: 'time, such as `15m`',
  switch: '`on`, `off`',
  list: 'comma list',
}

const kindOf = ({ kind }: Setting): string =>
  typeof kind === 'string' ? kinds[kind] : kind.map((word) => `\`${word}\``).join(', ')

function configurationPage(): string {
  const sections = groups.map((group) => {
    const rows = inGroup(group).map(([name, setting]) => {
      const value = setting.default === undefined ? '' : `\`${setting.default}\``
      const example = setting.example ? ` Example: \`${setting.example}\`.` : ''
      return `| \`${name}\` | ${kindOf(setting)} | ${value} | ${linked(setting.about)}${example} |`
    })
    return [`## ${group}`, '', '| Variable | Kind | Default | |', '| --- | --- | --- | --- |', ...rows].join(
      '\n',
    )
  })
  return `${[pageHead, ...sections, reservedNames()].join('\n\n')}\n`
}

function reservedNames(): string {
  const sentences = [...new Set(reserved.map(([, setting]) => setting.notYet!))].map((sentence) => {
    const names = reserved.filter(([, setting]) => setting.notYet === sentence).map(([name]) => `\`${name}\``)
    return `- ${names.join(', ')}: ${sentence}`
  })
  return [
    '## Reserved names',
    '',
    'Setting one of these stops the start, so that nobody relies on what is not there.',
    '',
    ...sentences,
  ].join('\n')
}

const pageHead = `# Configuration

<!-- Made by \`npm run generate\` from server/src/config/settings.ts: change it there. -->

Reelbase reads environment variables, and a file \`.env\` in the folder where it is started (the environment wins).
An empty variable counts as unset. Nothing has to be set to try it.

All settings are read once, at the start. A value that cannot be used, two settings that contradict each other, a name that is
nearly one of these, or a line of \`.env\` that sets nothing stops the start with a list of everything that is wrong; \`npm run reelbase -- doctor\` shows the same list.

Secrets are demanded in production and with a database of your own. Otherwise they are made at the first start and kept in
\`DATA_DIR/secrets.json\`.`

const files: Record<string, string> = {
  '.env.example': envExample(),
  'docs/configuration.md': configurationPage(),
  'web/src/api/operations.ts': clientOperations(await allEndpoints()),
}

const isCheck = process.argv.includes('--check')
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name)
  const found = await readFile(path, 'utf8').catch(() => null)
  if (found === text) continue
  if (isCheck) {
    console.error(`${name} is not what the server's sources say: run \`npm run generate\`.`)
    process.exitCode = 1
  } else {
    await writeFile(path, text)
  }
}
