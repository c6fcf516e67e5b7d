import { access, readdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../lib/make-folder.ts'
import { mediaRoots, type ObjectStore } from '../ports/object-store.ts'
import {
  collectionNames,
  collections,
  objectKeysOf,
  ownerOfObject,
  type ReadDocuments,
  type SiteData,
  type SiteDocument,
} from '../ports/site-data.ts'
import { readLines, writeLines, writeStream } from './files.ts'
import { type Manifest, MediaEntry, mediaListPath, mediaPath, rowsPath, writeManifest } from './manifest.ts'
import { UpkeepProblem } from './problem.ts'

interface BackupParts {
  data: SiteData
  objects: ObjectStore
  /** New or empty. */
  folder: string
  program: string
  now: Date
  onStep?: (sentence: string) => void
}

interface Backup {
  manifest: Manifest
  /** Files that documents name and that were not there. */
  missing: string[]
}

/**
 * Backs a site up while it runs. Rows are of one moment. Objects never change, so they are copied before that moment
 * and again after it for what has come since; a copy that neither the site nor a row names any more is dropped.
 */
export async function backup(parts: BackupParts): Promise<Backup> {
  const { data, folder, onStep = () => {} } = parts
  await makeEmptyFolder(folder)
  onStep('Copying media files')
  const early = await writeLines(`${mediaListPath(folder)}.early`, copyObjects(parts))
  onStep('Writing rows')
  const { written, named } = await data.read((read) => writeRows(folder, read))
  onStep('Copying media files that have come since')
  const late = await writeLines(`${mediaListPath(folder)}.late`, copyObjects(parts))
  const media = await keepNamed(parts, named)
  onStep(`${early.lines + late.lines} files copied, ${media.files} kept`)
  const manifest: Manifest = {
    ...{ format: 'reelbase-backup', version: 1, program: parts.program },
    ...{ createdAt: parts.now.toISOString(), collections: written, media },
  }
  await writeManifest(folder, manifest)
  return { manifest, missing: await missingFiles(folder, named) }
}

async function makeEmptyFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder, 0o700)
  } catch (error) {
    throw new UpkeepProblem(
      `The folder ${folder} cannot be made: ${(error as Error).message}. Name another one.`,
    )
  }
  if ((await readdir(folder)).length > 0) {
    throw new UpkeepProblem(`${folder} is not empty. Name a new folder for each backup.`)
  }
}

/** What the rows name: object keys, and whose objects they are. */
interface Named {
  keys: Set<string>
  folders: Set<string>
  owners: Set<string>
}

async function writeRows(folder: string, read: ReadDocuments) {
  const named: Named = { keys: new Set(), folders: new Set(), owners: new Set() }
  const written: Manifest['collections'] = {}
  for (const name of collectionNames) {
    const documents = noting(read(name), (document) => {
      if (typeof document.id === 'string') named.owners.add(`${name}/${document.id}`)
      for (const key of objectKeysOf(name, document)) {
        named.keys.add(key)
        named.folders.add(dirname(key))
      }
    })
    const { lines, sha256 } = await writeLines(rowsPath(folder, name), documents)
    written[name] = { documents: lines, sha256, fields: [...collections[name]] }
  }
  return { written, named }
}

async function* noting(
  documents: AsyncIterable<SiteDocument>,
  note: (document: SiteDocument) => void,
): AsyncIterable<SiteDocument> {
  for await (const document of documents) {
    note(document)
    yield document
  }
}

/** Copies what is not there yet; an object may be gone by the time it is opened. */
async function* copyObjects({ objects, folder }: BackupParts): AsyncIterable<MediaEntry> {
  for (const root of mediaRoots) {
    for await (const key of objects.list(root)) {
      const path = mediaPath(folder, key)
      if (await exists(path)) continue
      const object = await objects.open(key)
      if (!object) continue
      const draft = `${path}.unfinished`
      const summary = await writeStream(draft, object.read())
      await rename(draft, path)
      yield { key, ...summary }
    }
  }
}

/** Of the copies, those whose owner stands in the rows, and which are still there or which a row names. */
async function keepNamed({ objects, folder }: BackupParts, named: Named): Promise<Manifest['media']> {
  let [files, sizeBytes] = [0, 0]
  async function* kept(): AsyncIterable<MediaEntry> {
    for (const list of ['early', 'late']) {
      for await (const line of readLines(`${mediaListPath(folder)}.${list}`)) {
        const entry = MediaEntry.parse(line)
        const isOwned = named.owners.has(ownerOfObject(entry.key))
        const isWanted = isOwned && (isNamed(entry.key, named) || (await objects.stat(entry.key)) !== null)
        if (!isWanted) {
          await rm(mediaPath(folder, entry.key))
          continue
        }
        files++
        sizeBytes += entry.sizeBytes
        yield entry
      }
    }
  }
  const { sha256 } = await writeLines(mediaListPath(folder), kept())
  for (const list of ['early', 'late']) await rm(`${mediaListPath(folder)}.${list}`)
  return { files, sizeBytes, sha256 }
}

/** Named itself, or in or below a folder with a named one: a rendition beside its manifest, a smaller picture. */
function isNamed(key: string, { folders }: Named): boolean {
  for (let folder = dirname(key); folder !== '.'; folder = dirname(folder)) {
    if (folders.has(folder)) return true
  }
  return false
}

async function missingFiles(folder: string, { keys }: Named): Promise<string[]> {
  const missing: string[] = []
  for (const key of keys) if (!(await exists(mediaPath(folder, key)))) missing.push(key)
  return missing
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
