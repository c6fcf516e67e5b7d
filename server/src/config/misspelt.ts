import { settings } from './settings.ts'

const known = Object.keys(settings)

/** Shorter names are like too many others, unless they begin as ours do. */
const long = 7
/** Words of their own, which a machine may use for something else. */
const others = new Set(['PORTS', 'HOSTS', 'ROLE'])

/** A name one or two letters from one of ours is a typing mistake, not somebody else's variable. */
export function misspelt(env: Record<string, string | undefined>): string[] {
  return Object.keys(env)
    .filter((name) => !others.has(name) && !known.includes(name) && env[name] !== undefined)
    .flatMap((name) => {
      const meant = withoutPrefix(name, env[name]!) ?? nearest(name.toUpperCase())
      return meant ? [`${name} is not a setting. Did you mean ${meant}?`] : []
    })
}

/** `REELBASE_DATA_DIR`; but Kubernetes gives pods beside a service named reelbase a `REELBASE_PORT=tcp://…`. */
function withoutPrefix(name: string, value: string): string | undefined {
  const rest = /^REELBASE_(.*)$/i.exec(name)?.[1]?.toUpperCase()
  return value.startsWith('tcp:') ? undefined : known.find((setting) => setting === rest)
}

function nearest(name: string): string | undefined {
  return known
    .map((candidate) => ({ candidate, letters: distance(name, candidate) }))
    .filter(({ candidate, letters }) =>
      Math.min(candidate.length, name.length) >= long
        ? letters <= 2
        : (letters === 1 && beginAlike(name, candidate)) || areSwapped(name, candidate),
    )
    .toSorted((a, b) => a.letters - b.letters)[0]?.candidate
}

const beginAlike = (name: string, candidate: string): boolean => name.slice(0, 3) === candidate.slice(0, 3)

/** `PROT`: two neighbours have changed places. */
const areSwapped = (name: string, candidate: string): boolean =>
  name.length === candidate.length &&
  [...name].some(
    (letter, at) =>
      letter !== candidate[at] &&
      name.slice(0, at) + name[at + 1] + letter + name.slice(at + 2) === candidate,
  )

/** How many letters differ between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change))
    }
    row = next
  }
  return row[b.length]!
}
