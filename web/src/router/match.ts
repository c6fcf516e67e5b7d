import { type Place, places, type Target } from './places.ts'

export function hrefOf<Name extends Place>({ to, params, search }: Target<Name>): string {
  const path = places[to].replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((params as Record<string, string> | undefined)?.[name] ?? ''),
  )
  return path + queryOf(search ?? {})
}

function queryOf(search: Record<string, string | undefined>): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length > 0 ? `?${new URLSearchParams(given)}` : ''
}

export interface Match {
  place: Place
  params: Record<string, string>
}

const patterns = Object.entries(places).map(([place, path]) => ({
  place: place as Place,
  pattern: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
}))

/** Null: there is no such page. */
export function matchPath(pathname: string): Match | null {
  for (const { place, pattern } of patterns) {
    const found = pattern.exec(pathname)
    if (found) return { place, params: decoded(found.groups ?? {}) }
  }
  return null
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => {
      try {
        return [name, decodeURIComponent(value)]
      } catch {
        return [name, value]
      }
    }),
  )
}
