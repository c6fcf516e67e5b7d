import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'
import { packages, rooms, rules } from './rooms.ts'

interface Import {
  from: string
  /** A path relative to the source folder, or a package. */
  to: string
  byType: boolean
  isPackage: boolean
}

/** Tests and what only tests use may import anything. */
const isExempt = (file: string): boolean => /\.(test|contract)\.ts$/.test(file)

/** Every import that the table in rooms.ts forbids, a sentence each. `source` is server/src. */
export async function forbiddenImports(source: string): Promise<string[]> {
  const files = (await readdir(source, { recursive: true }))
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !isExempt(file))
  return files.sort().flatMap((file) =>
    importsOf(source, file).flatMap((found) => {
      const reason = reasonAgainst(found)
      return reason ? [`${found.from} may not import ${found.to}. ${reason}`] : []
    }),
  )
}

function importsOf(source: string, file: string): Import[] {
  const path = join(source, file)
  const text = readFileSync(path, 'utf8')
  const { module } = parseSync(path, text)
  const statics = module.staticImports.map(({ moduleRequest, entries }) => ({
    name: moduleRequest.value,
    byType: entries.length > 0 && entries.every((entry) => entry.isType),
  }))
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ name: moduleRequest.value, byType: isType }] : [],
    ),
  )
  const dynamics = module.dynamicImports.map(({ moduleRequest }) => ({
    name: text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
    byType: false,
  }))
  return [...statics, ...exports, ...dynamics].map(({ name, byType }) => ({
    from: file,
    byType,
    isPackage: !name.startsWith('.'),
    to: name.startsWith('.')
      ? relative(source, resolve(dirname(path), name))
          .split(sep)
          .join('/')
      : name,
  }))
}

const roomOf = (file: string): string => file.split('/')[0]!.replace(/\.ts$/, '')

/** One feature or one adapter is a home of its own within its room. */
const homeOf = (file: string): string =>
  ['features', 'adapters'].includes(roomOf(file)) ? file.split('/').slice(0, 2).join('/') : roomOf(file)

/** Null when the import is as it should be. */
function reasonAgainst({ from, to, byType, isPackage }: Import): string | null {
  const room = roomOf(from)
  if (isPackage) return reasonAgainstPackage(room, to)
  const target = roomOf(to)
  if (to.startsWith('../')) return 'Nothing of the program lies outside server/src.'
  if (!rooms[room]) return `The room "${room}" is not in scripts/rooms.ts.`
  if (homeOf(from) === homeOf(to)) return null
  const { values, types = [] } = rooms[room]
  const isReachable = values.includes('*') || values.includes(target) || (byType && types.includes(target))
  if (!isReachable) return `"${room}" knows only ${[...values, ...types].join(', ') || 'itself'}.`
  const rule = rules.find((candidate) => candidate.from.test(from) && candidate.to.test(to))
  if (!rule || rule.allow === 'value' || (rule.allow === 'type' && byType)) return null
  return rule.because
}

function reasonAgainstPackage(room: string, name: string): string | null {
  const owner = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]!
  const allowed = packages[owner]
  return !allowed || allowed.includes(room) ? null : `The package belongs to ${allowed.join(', ')}.`
}

if (import.meta.main) {
  const problems = await forbiddenImports(join(import.meta.dirname, '../server/src'))
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}
