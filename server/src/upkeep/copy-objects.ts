import { join } from 'node:path'
import { atOnce } from '../lib/at-once.ts'
import { inBatches } from '../lib/in-batches.ts'
import { mediaRoots, type ObjectStore, trashRoot } from '../ports/object-store.ts'
import type { SiteData } from '../ports/site-data.ts'
import { summaryOfStream, writeStream } from './files.ts'
import { UpkeepProblem } from './problem.ts'
import { beginCopy, belonging, endCopy, isCopying } from './site-mark.ts'
import { openWorkFolder } from './work-folder.ts'

interface CopyParts {
  data: Pick<SiteData, 'siteId'>
  from: ObjectStore
  to: ObjectStore
  /** A folder on this machine for what is on its way, best on the disk of a store that is one. */
  workFolder: string
  /** Compares what is there already, too. */
  thorough: boolean
  onStep?: (sentence: string) => void
}

interface Copied {
  files: number
  sizeBytes: number
  /** Was there from an earlier run. */
  already: number
  /** Had been copied, and is no longer where it came from. */
  removed: number
}

const filesAtOnce = 8
const filesInLine = 200
const tellEveryMs = 5_000

/**
 * Copies all files of a site to a store that no site uses yet, while the site runs. Run again after any end it goes on, and
 * brings what has come since; what is no longer there is taken away again, so that nothing that became private stays public.
 * Every copy is read back. Throws an `UpkeepProblem` for a store that is in use.
 */
export async function copyObjects(parts: CopyParts): Promise<Copied> {
  const { from, to, data, onStep = () => {} } = parts
  if ((await belonging({ data, objects: from })) === 'foreign')
    throw new UpkeepProblem('The files to copy belong to another site than this database.')
  await beginCopy({ data, objects: to })
  const done: Copied = { files: 0, sizeBytes: 0, already: 0, removed: 0 }
  await using folder = await openWorkFolder(parts.workFolder, 'copy')
  let told = performance.now()
  for (const root of [...mediaRoots, trashRoot]) {
    for await (const batch of inBatches(differences(parts, root), filesInLine)) {
      await atOnce(filesAtOnce, batch.entries(), ([n, difference]) =>
        settle(parts, difference, join(folder.path, String(n)), done),
      )
      if (performance.now() - told < tellEveryMs) continue
      onStep(`${done.files} files copied, ${done.already} were there`)
      told = performance.now()
    }
  }
  await endCopy({ data, objects: to })
  return done
}

interface Difference {
  key: string
  isIn: 'from' | 'both' | 'to'
}

/** Both lists side by side: they are in the same order. */
async function* differences({ from, to }: CopyParts, root: string): AsyncIterable<Difference> {
  const [sources, targets] = [from, to].map((store) => store.list(root)[Symbol.asyncIterator]())
  let [source, target] = [await sources!.next(), await targets!.next()]
  while (!source.done || !target.done) {
    const isAhead = target.done || (!source.done && source.value < target.value)
    const isBehind = source.done || (!target.done && target.value < source.value)
    const key: string = isBehind ? target.value : source.value
    if (!isOwnMark(key)) yield { key, isIn: isAhead ? 'from' : isBehind ? 'to' : 'both' }
    if (!isBehind) source = await sources!.next()
    if (!isAhead) target = await targets!.next()
  }
}

const isOwnMark = (key: string): boolean => key.startsWith('private/reelbase/')

async function settle(
  parts: CopyParts,
  { key, isIn }: Difference,
  path: string,
  done: Copied,
): Promise<void> {
  if (isIn === 'to') return takeAway(parts, key, done)
  if (isIn === 'both' && (!parts.thorough || (await isSame(parts, key)))) {
    done.already++
    return
  }
  await copy(parts, key, path, done)
}

async function copy(parts: CopyParts, key: string, path: string, done: Copied): Promise<void> {
  const { from, to } = parts
  const object = await from.open(key)
  // Removed since it was listed.
  if (!object) return
  const written = await writeStream(path, object.read())
  await to.putFile(key, path)
  const back = await to.open(key)
  if (!back || (await summaryOfStream(back.read())).sha256 !== written.sha256) {
    await to.remove(key)
    throw new UpkeepProblem(
      `${key} does not come back as it was copied. Look at the target, and run it again.`,
    )
  }
  done.files++
  done.sizeBytes += written.sizeBytes
  if (!(await from.stat(key))) await takeAway(parts, key, done)
}

async function isSame({ from, to }: CopyParts, key: string): Promise<boolean> {
  const [one, other] = await Promise.all([from.open(key), to.open(key)])
  if (!one || !other) return false
  const [a, b] = await Promise.all([summaryOfStream(one.read()), summaryOfStream(other.read())])
  return a.sha256 === b.sha256
}

/** Only while no server has begun to use the target: from then on it holds what it never had from here. */
async function takeAway({ from, to }: CopyParts, key: string, done: Copied): Promise<void> {
  if (await from.stat(key)) return
  if (!(await isCopying({ objects: to })))
    throw new UpkeepProblem('A server uses the files that were to be copied to: nothing more was changed.')
  await to.remove(key)
  done.removed++
}
