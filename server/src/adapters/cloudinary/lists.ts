import type { Client } from './client.ts'
import { keyOf, type Resource, resources, rootNames, rootOf } from './names.ts'

const pageSize = '500'

interface Listed {
  public_id: string
  format?: string
}

/** All keys below a prefix of whole segments, in order; an empty one: all of this site. */
export async function* listKeys(client: Client, prefix: string): AsyncGenerator<string> {
  const [root, ...path] = prefix.split('/')
  for (const name of rootNames) {
    if (prefix === '' || name === root)
      yield* merged(kindsBelow(prefix).map((kind) => pages(client, kind, name, path)))
  }
}

/** Users have nothing but pictures. */
const kindsBelow = (prefix: string): Resource[] => (prefix.startsWith('public/users') ? ['image'] : resources)

export async function removeBelow(client: Client, prefix: string): Promise<void> {
  const [root = '', ...path] = prefix.split('/')
  const { type } = rootOf(root)
  for (const resource of kindsBelow(prefix)) {
    let cursor: string | undefined
    do {
      const query = { prefix: idPrefix(root, path), invalidate: 'true', next_cursor: cursor }
      const said = await client.administer('DELETE', `resources/${resource}/${type}`, query)
      cursor = said.next_cursor as string | undefined
    } while (cursor)
  }
}

const idPrefix = (root: string, path: string[]): string => [rootOf(root).folder, ...path, ''].join('/')

/** By their ids, as Cloudinary sorts what is asked for by a prefix. */
async function* pages(
  client: Client,
  resource: Resource,
  root: string,
  path: string[],
): AsyncGenerator<string> {
  const { type } = rootOf(root)
  let cursor: string | undefined
  do {
    const query = { prefix: idPrefix(root, path), max_results: pageSize, next_cursor: cursor }
    const said = await client.administer('GET', `resources/${resource}/${type}`, query)
    for (const { public_id: publicId, format } of said.resources as Listed[]) {
      yield keyOf(root, { publicId, format: resource === 'raw' ? null : (format ?? null) })
    }
    cursor = said.next_cursor as string | undefined
  } while (cursor)
}

/** Streams that are in order, as one. */
async function* merged(streams: AsyncGenerator<string>[]): AsyncGenerator<string> {
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, head: await stream.next() })))
  try {
    for (;;) {
      const open = heads.filter(({ head }) => !head.done)
      if (open.length === 0) return
      const least = open.reduce((a, b) => (b.head.value! < a.head.value! ? b : a))
      yield least.head.value!
      least.head = await least.stream.next()
    }
  } finally {
    for (const stream of streams) await stream.return(undefined)
  }
}
