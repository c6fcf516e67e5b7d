import { copyFile, open } from 'node:fs/promises'
import { join } from 'node:path'
import { atOnce } from '../lib/at-once.ts'
import { inBatches } from '../lib/in-batches.ts'
import { isObjectKey } from '../lib/object-key.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { collectionNames, type SiteData, type SiteDocument, SiteNotEmpty } from '../ports/site-data.ts'
import { readLines, summaryOf } from './files.ts'
import { type Manifest, MediaEntry, mediaListPath, mediaPath, readManifest, rowsPath } from './manifest.ts'
import { UpkeepProblem } from './problem.ts'
import { openWorkFolder } from './work-folder.ts'

interface RestoreParts {
  data: SiteData
  objects: ObjectStore
  folder: string
  /** On the disk of the object store, where it is one. */
  workFolder: string
  onStep?: (sentence: string) => void
}

const rowsAtOnce = 500
const filesAtOnce = 8

/** Fills an empty site from a backup. Every checksum is looked at before anything is written; on a failure nothing stays. */
export async function restore(parts: RestoreParts): Promise<Manifest> {
  const { data, folder, onStep = () => {} } = parts
  const manifest = await readManifest(folder)
  if (!(await data.isEmpty())) throw new SiteNotEmpty()
  onStep('Comparing checksums')
  await checkSums(folder, manifest)
  onStep(`Copying ${manifest.media.files} media files`)
  await using work = await openWorkFolder(parts.workFolder, 'restore')
  const putList = join(work.path, 'put.ndjson')
  try {
    await copyMedia(parts, work.path, putList)
    onStep('Adding rows')
    await addRows(parts, manifest)
  } catch (error) {
    // Another run has filled the site meanwhile: these files are its own, too.
    if (!(error instanceof SiteNotEmpty)) await removeMedia(parts, putList)
    throw error
  }
  return manifest
}

async function checkSums(folder: string, manifest: Manifest): Promise<void> {
  const damaged: string[] = []
  const check = async (path: string, sha256: string) => {
    if ((await summaryOf(path))?.sha256 !== sha256) damaged.push(path)
  }
  for (const [name, { sha256 }] of Object.entries(manifest.collections)) {
    await check(rowsPath(folder, name), sha256)
  }
  await check(mediaListPath(folder), manifest.media.sha256)
  if (damaged.length === 0) {
    for await (const { key, sha256 } of mediaEntries(folder)) await check(mediaPath(folder, key), sha256)
  }
  if (damaged.length === 0) return
  const shown = damaged.slice(0, 10).map((path) => `\n  - ${path}`)
  throw new UpkeepProblem(
    `The backup is damaged; nothing was restored. Missing or changed (${damaged.length}):${shown.join('')}`,
  )
}

async function* mediaEntries(folder: string): AsyncIterable<MediaEntry> {
  for await (const line of readLines(mediaListPath(folder))) {
    const entry = MediaEntry.parse(line)
    if (!isObjectKey(entry.key))
      throw new UpkeepProblem(`The backup holds a file with a name that is not ours: ${entry.key}`)
    yield entry
  }
}

/**
 * The object store takes a file over, and the backup must keep its own: so each is copied first. What is there already is
 * left as it is, for nothing changes under a key: whoever lost the database alone still has the files.
 */
async function copyMedia({ folder, objects }: RestoreParts, work: string, putList: string): Promise<void> {
  await using list = await open(putList, 'wx')
  for await (const entries of inBatches(mediaEntries(folder), filesAtOnce)) {
    await atOnce(filesAtOnce, entries.entries(), async ([index, { key, sizeBytes }]) => {
      if ((await objects.stat(key))?.sizeBytes === sizeBytes) return
      const path = join(work, String(index))
      await copyFile(mediaPath(folder, key), path)
      await list.appendFile(`${JSON.stringify(key)}\n`)
      await objects.putFile(key, path)
    })
  }
}

/** What this restore has put, and nothing that was there before. */
async function removeMedia({ objects }: RestoreParts, putList: string): Promise<void> {
  for await (const key of readLines(putList)) await objects.remove(String(key))
}

const addRows = ({ data, folder }: RestoreParts, manifest: Manifest): Promise<void> =>
  data.fill(async (add) => {
    for (const name of collectionNames) {
      const collection = manifest.collections[name]
      if (!collection) continue
      const documents = readLines(rowsPath(folder, name)) as AsyncIterable<SiteDocument>
      for await (const batch of inBatches(documents, rowsAtOnce)) await add(name, collection.fields, batch)
    }
  })
