import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type CollectionName, collectionNames, collections } from '../ports/site-data.ts'
import { writeSynced } from './files.ts'
import { UpkeepProblem } from './problem.ts'

/**
 * A backup is a folder: `rows/<collection>.ndjson`, the media files under `media/<key>`, what is known of each of them in
 * `media.ndjson`, and this manifest, which is written last: a folder without one is not finished.
 */
const Manifest = z.object({
  format: z.literal('reelbase-backup'),
  version: z.literal(1),
  /** The Reelbase that made it. */
  program: z.string(),
  createdAt: z.string(),
  collections: z.record(
    z.string(),
    z.object({ documents: z.int(), sha256: z.string(), fields: z.array(z.string()) }),
  ),
  /** `sha256` is that of media.ndjson, which holds the one of each file. */
  media: z.object({ files: z.int(), sizeBytes: z.number(), sha256: z.string() }),
})
export type Manifest = z.output<typeof Manifest>

/** A line of media.ndjson. */
export const MediaEntry = z.object({ key: z.string(), sizeBytes: z.int(), sha256: z.string() })
export type MediaEntry = z.output<typeof MediaEntry>

export const rowsPath = (folder: string, collection: string): string =>
  join(folder, 'rows', `${collection}.ndjson`)
export const mediaListPath = (folder: string): string => join(folder, 'media.ndjson')
export const mediaPath = (folder: string, key: string): string => join(folder, 'media', key)
const manifestPath = (folder: string): string => join(folder, 'manifest.json')

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const draft = `${manifestPath(folder)}.unfinished`
  await writeSynced(draft, `${JSON.stringify(manifest, null, 2)}\n`)
  await rename(draft, manifestPath(folder))
}

/** Throws an `UpkeepProblem` for what this program cannot restore. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestPath(folder), 'utf8').catch(() => null)
  if (text === null) {
    throw new UpkeepProblem(
      `${folder} holds no manifest.json: it is not a backup, or one that was not finished.`,
    )
  }
  const manifest = parse(text)
  if (!manifest) {
    throw new UpkeepProblem(`${manifestPath(folder)} is damaged, or made by a newer Reelbase.`)
  }
  for (const [name, { fields }] of Object.entries(manifest.collections)) {
    const known: readonly string[] = collectionNames.includes(name as CollectionName)
      ? collections[name as CollectionName]
      : []
    const unknown = fields.filter((field) => !known.includes(field))
    if (unknown.length === 0) continue
    throw new UpkeepProblem(
      `The backup holds ${name} with ${unknown.join(', ')}, which this Reelbase does not know. It was made by version ` +
        `${manifest.program}: restore with that one or a later one.`,
    )
  }
  return manifest
}

function parse(text: string): Manifest | null {
  try {
    return Manifest.parse(JSON.parse(text))
  } catch {
    return null
  }
}
