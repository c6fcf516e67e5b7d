import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type Program, parseSync, Visitor } from 'oxc-parser'
import { type House, server, web } from './rooms.ts'

interface Import {
  from: string
  /** A path relative to the source folder, or a package. */
  to: string
  byType: boolean
  isPackage: boolean
}

/** Tests and what only tests use may import anything. */
const isExempt = (file: string): boolean => /\.(test|contract)\.tsx?$/.test(file)

/** Every import that the tables of a house in rooms.ts forbid, a sentence each. `source` is its folder. */
export async function forbiddenImports(source: string, house: House = server): Promise<string[]> {
  const files = (await readdir(source, { recursive: true }))
    .map((file) => file.split(sep).join('/'))
    .filter((file) => /\.tsx?$/.test(file) && !isExempt(file))
  return files.sort().flatMap((file) =>
    importsOf(source, file).flatMap((found) => {
      const reason = reasonAgainst(found, house)
      return reason ? [`${found.from} may not import ${found.to}. ${reason}`] : []
    }),
  )
}

function importsOf(source: string, file: string): Import[] {
  const path = join(source, file)
  const text = readFileSync(path, 'utf8')
  const { module, program } = parseSync(path, text)
  const statics = module.staticImports.map(({ moduleRequest, entries }) => ({
    name: moduleRequest.value,
    byType: entries.length > 0 && entries.every((entry) => entry.isType),
  }))
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ name: moduleRequest.value, byType: isType }] : [],
    ),
  )
  const others = text.includes('import(') ? importsInside(program) : []
  return [...statics, ...exports, ...others].map(({ name, byType }) => ({
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

const computed = 'what a variable names'

/** Those that stand in an expression, `import('…')`, or in a type, `import('…').Name`. */
function importsInside(program: Program): { name: string; byType: boolean }[] {
  const found: { name: string; byType: boolean }[] = []
  new Visitor({
    ImportExpression: ({ source }) => {
      const isText = source.type === 'Literal' && typeof source.value === 'string'
      found.push({ name: isText ? String(source.value) : computed, byType: false })
    },
    TSImportType: ({ source }) => void found.push({ name: source.value, byType: true }),
  }).visit(program)
  return found
}

const roomOf = (file: string): string => file.split('/')[0]!.replace(/\.tsx?$/, '')

/** One feature or one adapter is a home of its own within its room. */
const homeOf = (file: string): string =>
  ['features', 'adapters'].includes(roomOf(file)) ? file.split('/').slice(0, 2).join('/') : roomOf(file)

/** Null when the import is as it should be. */
function reasonAgainst(
  { from, to, byType, isPackage }: Import,
  { rooms, packages, rules }: House,
): string | null {
  const room = roomOf(from)
  if (to === computed) return 'Nobody can say where that leads: write the name there.'
  if (isPackage) return reasonAgainstPackage(from, to, packages)
  const target = roomOf(to)
  if (to.startsWith('../')) return 'Nothing of the program lies outside its src.'
  if (!rooms[room]) return `The room "${room}" is not in scripts/rooms.ts.`
  if (homeOf(from) === homeOf(to)) return null
  const { values, types = [] } = rooms[room]
  const isReachable = values.includes('*') || values.includes(target) || (byType && types.includes(target))
  if (!isReachable) return `"${room}" knows only ${[...values, ...types].join(', ') || 'itself'}.`
  const rule = rules.find((candidate) => candidate.from.test(from) && candidate.to.test(to))
  if (!rule || rule.allow === 'value' || (rule.allow === 'type' && byType)) return null
  return rule.because
}

function reasonAgainstPackage(from: string, name: string, packages: House['packages']): string | null {
  const owner = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]!
  const allowed = packages[owner]
  const isAllowed = allowed?.some((place) => roomOf(from) === place || from.startsWith(`${place}/`)) ?? true
  return isAllowed ? null : `The package belongs to ${allowed!.join(', ')}.`
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  const problems = [
    ...(await forbiddenImports(join(root, 'server/src'), server)),
    ...(await forbiddenImports(join(root, 'web/src'), web)),
  ]
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}
