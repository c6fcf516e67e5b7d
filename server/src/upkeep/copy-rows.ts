import { createHash } from 'node:crypto'
import { inBatches } from '../lib/in-batches.ts'
import {
  type CollectionName,
  collectionNames,
  type Intake,
  KeyTaken,
  type ReadDocuments,
  type SiteData,
  type SiteDocument,
} from '../ports/site-data.ts'
import { UpkeepProblem } from './problem.ts'

interface CopyParts {
  from: Pick<SiteData, 'read'>
  to: Pick<SiteData, 'intake' | 'isHalfFilled'>
  onStep?: (sentence: string) => void
}

/** Of the documents of a collection, in whatever order an engine gives them. */
export interface Sum {
  documents: number
  sha256: string
}

export interface CopiedRows {
  collections: Record<CollectionName, Sum>
  /** Were there from an earlier run. */
  already: number
}

const rowsAtOnce = 500
const tellEveryMs = 5_000

/** What is there already is not what the source holds now. */
class Differs extends Error {}

/**
 * Copies all rows of a site to an empty one, of one moment of the source, which is only read. Run again after any end it goes
 * on; where the source has changed meanwhile, it begins anew. All of it is read back and compared before it becomes a site.
 */
export async function copyRows({ from, to, onStep = () => {} }: CopyParts): Promise<CopiedRows> {
  const intake = await to.intake()
  return from.read(async (read) => {
    const there = await sums(intake)
    const already = Object.values(there).reduce((total, { documents }) => total + documents, 0)
    if (already > 0) onStep(`${already} rows are there from an earlier run: comparing them`)
    try {
      return { collections: await copyAll({ read, intake, there, onStep }), already }
    } catch (error) {
      if (!(error instanceof Differs)) throw error
    }
    if (!(await to.isHalfFilled()))
      throw new UpkeepProblem('Another run has filled the target meanwhile: nothing more was changed.')
    onStep('The site has changed since: beginning anew')
    await intake.empty()
    const nothing = await sums(intake)
    return { collections: await copyAll({ read, intake, there: nothing, onStep }), already: 0 }
  })
}

interface Way {
  read: ReadDocuments
  intake: Intake
  there: CopiedRows['collections']
  onStep: (sentence: string) => void
}

async function copyAll({ read, intake, there, onStep }: Way): Promise<CopiedRows['collections']> {
  const copied: Partial<CopiedRows['collections']> = {}
  for (const name of collectionNames) {
    const counter = createCounter()
    const missing = beyond(read(name), there[name], counter)
    await intake.add(name, inBatches(telling(missing, name, onStep), rowsAtOnce)).catch(sayWhoElse)
    copied[name] = counter.sum()
  }
  onStep('Reading everything back')
  requireSame(copied as CopiedRows['collections'], await sums(intake))
  await intake.finish()
  return copied as CopiedRows['collections']
}

/** Each row was missing when this run looked. */
function sayWhoElse(error: unknown): never {
  if (!(error instanceof KeyTaken)) throw error
  throw new UpkeepProblem(
    `The target holds rows by now that it did not hold before: another run copies to it at this moment. Let it end, then run this again. If there is none, the source holds something twice: ${error.message}`,
  )
}

/** What is there was added in the same order, so it is what comes first. */
async function* beyond(
  documents: AsyncIterable<SiteDocument>,
  there: Sum,
  counter: Counter,
): AsyncIterable<SiteDocument> {
  for await (const document of documents) {
    counter.add(document)
    if (counter.documents() > there.documents) yield document
    else if (counter.documents() === there.documents && !isSame(counter.sum(), there)) throw new Differs()
  }
  if (counter.documents() < there.documents) throw new Differs()
}

async function* telling(
  documents: AsyncIterable<SiteDocument>,
  name: CollectionName,
  onStep: Way['onStep'],
): AsyncIterable<SiteDocument> {
  let [told, rows] = [performance.now(), 0]
  for await (const document of documents) {
    rows++
    yield document
    if (performance.now() - told < tellEveryMs) continue
    onStep(`${name}: ${rows} rows`)
    told = performance.now()
  }
}

const sums = ({ read: readMoment }: Pick<Intake, 'read'>): Promise<CopiedRows['collections']> =>
  readMoment(async (read) => {
    const found: Partial<CopiedRows['collections']> = {}
    for (const name of collectionNames) {
      const counter = createCounter()
      for await (const document of read(name)) counter.add(document)
      found[name] = counter.sum()
    }
    return found as CopiedRows['collections']
  })

function requireSame(source: CopiedRows['collections'], target: CopiedRows['collections']): void {
  const differing = collectionNames.filter((name) => !isSame(source[name], target[name]))
  if (differing.length === 0) return
  throw new UpkeepProblem(
    `What was copied does not come back as it was: ${differing.join(', ')}. The target is no site; look at it, and run this again.`,
  )
}

const isSame = (one: Sum, other: Sum): boolean =>
  one.documents === other.documents && one.sha256 === other.sha256

type Counter = ReturnType<typeof createCounter>

/** Adds up the SHA-256 of each document, so that the order says nothing. */
function createCounter() {
  let [documents, total] = [0, 0n]
  return {
    add(document: SiteDocument): void {
      documents++
      const digest = createHash('sha256')
        .update(JSON.stringify(sorted(document)))
        .digest('hex')
      total = BigInt.asUintN(256, total + BigInt(`0x${digest}`))
    },
    documents: () => documents,
    sum: (): Sum => ({ documents, sha256: total.toString(16).padStart(64, '0') }),
  }
}

/** Engines keep the members of an object in an order of their own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}
