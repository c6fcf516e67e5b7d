import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { settings } from '../../src/config/settings.ts'

const folder = join(import.meta.dirname, '../../../deploy')
/** Of the other programs that are started there. */
const foreign = /^(POSTGRES_|REDIS_PASSWORD$|REDISCLI_|ROOT_)/

/** Settings and their values, as YAML, a unit of systemd or an environment file names them. */
async function named(path: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, path), 'utf8')
  const pairs = [
    ...text.matchAll(/^ +([A-Z][A-Z0-9_]+): *(.*)$/gm),
    ...text.matchAll(/\{ name: ([A-Z][A-Z0-9_]+), value: (.*?) \}/g),
    ...text.matchAll(/\b([A-Z][A-Z0-9_]+)=(\S*)/g),
  ].map(([, name, value]) => [name!, value!.replace(/ #.*$/, '').replace(/^"(.*)"$/, '$1')] as const)
  return Object.fromEntries(pairs.filter(([name]) => !foreign.test(name)))
}

const files = (await readdir(folder, { recursive: true })).filter(
  (name) => /^(compose|kubernetes|systemd)\//.test(name) && /\.(yaml|example|service)$/.test(name),
)

it.each(files)('%s names settings that there are', async (path) => {
  const unknown = Object.keys(await named(path)).filter((name) => !(name in settings))
  expect(unknown).toEqual([])
})

/** With a value for what an operator fills in. */
const filledIn = (env: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      if (name.endsWith('_SECRET')) return [name, name.padEnd(40, '.')]
      if (name === 'PUBLIC_URL') return [name, 'https://videos.example.org']
      return [name, value.replace(/\$\{\w+(:\?[^}]*)?\}/g, 'value').replace('%i', '5000') || 'value']
    }),
  )

it.each([
  ['one container', ['compose/small.yaml'], {}],
  ['many, with PostgreSQL', ['compose/full.yaml'], { s3: { bucket: 'media' }, mongo: null }],
  ['pods', ['kubernetes/settings.yaml', 'kubernetes/secret.example.yaml'], { http: { trustProxy: 1 } }],
])('the settings of %s can be read', async (_what, paths, expected) => {
  const env = Object.assign({}, ...(await Promise.all(paths.map(named)))) as Record<string, string>
  expect(readConfig({ NODE_ENV: 'production', ...filledIn(env) })).toMatchObject(expected)
})

it('puts MongoDB in the place of PostgreSQL', async () => {
  const env = { ...(await named('compose/full.yaml')), ...(await named('compose/mongo.yaml')) }
  const { database, mongo } = readConfig({ ...filledIn(env), DATABASE_URL: env.DATABASE_URL! })
  expect([database, mongo?.uri]).toEqual([null, 'mongodb://mongo:27017/reelbase?replicaSet=rs0'])
})

it.each(files.filter((name) => name.startsWith('compose/') && name.endsWith('.yaml')))(
  '%s puts no password on a command line',
  async (path) => {
    const text = await readFile(join(folder, path), 'utf8')
    const commands = text.match(/^ {4}(?:command|test):.*(?:\n {6}.*)*/gm) ?? []
    for (const command of commands) expect(command).not.toMatch(/(?<!\$)\$\{?\w*(PASSWORD|SECRET|AUTH)/)
  },
)
