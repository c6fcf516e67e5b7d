import { Command } from 'commander'
import { connectEmbedded } from '../../adapters/postgres/embedded/start.ts'
import { makeDataDir } from '../../composition/data-dir.ts'
import { databaseProblem, openDatabase } from '../../composition/database.ts'
import { type DatabasePlace, readPlace } from '../../config/place.ts'
import type { Database } from '../../database.ts'
import { makeId } from '../../lib/id.ts'
import { systemClock } from '../../ports/clock.ts'
import { SiteNotEmpty } from '../../ports/site-data.ts'
import { type CopiedRows, copyRows } from '../../upkeep/copy-rows.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { say, sayTable } from '../say.ts'
import { isThere } from '../site.ts'

type End = '--from' | '--to'
type Ends = Record<End, DatabasePlace>

export const copyCommand = (): Command =>
  new Command('copy')
    .description('copy a site to an empty database, of any engine')
    .requiredOption('--from <address>', 'where it is; only read')
    .requiredOption('--to <address>', 'where nothing is yet')
    .addHelpText(
      'after',
      `
An address is embedded:./data (a data folder), postgres://… or mongodb://…, as DATABASE_URL and MONGODB_URI are written;
or env:NAME, where that variable of the environment holds it: a command line can be read by everybody on this machine.
Stop the server first: what is written meanwhile is not copied. Run it again after any end: it goes on. All rows are read
back and compared before the target becomes a site. Media files stay where they are; see files copy, and files claim.`,
    )
    .action(({ from, to }: { from: string; to: string }) =>
      copy({ '--from': placeOf('--from', from), '--to': placeOf('--to', to) }),
    )

function placeOf(end: End, given: string): DatabasePlace {
  const name = /^env:(.*)$/s.exec(given)?.[1]
  if (name === undefined) return readPlace(given)
  const address = process.env[name]
  if (address) return readPlace(address)
  throw new UpkeepProblem(`${end} names the variable ${name} of the environment, which is not set.`)
}

async function copy(ends: Ends): Promise<void> {
  if (JSON.stringify(ends['--from']) === JSON.stringify(ends['--to']))
    throw new UpkeepProblem('--from and --to are the same place.')
  await requireUsable(ends)
  await using opened = new AsyncDisposableStack()
  const open = async (end: End) => opened.adopt(await openEnd(end, ends[end]), (database) => database.close())
  const from = await open('--from')
  if (await from.data.isHalfFilled())
    throw new UpkeepProblem('What --from names is no site: filling it was broken off.')
  const to = await open('--to')
  report(await copyRows({ from: from.data, to: to.data, onStep: say }).catch(refusal))
}

function refusal(error: unknown): never {
  if (!(error instanceof SiteNotEmpty)) throw error
  throw new UpkeepProblem(
    'What --to names already holds users or videos: nothing was changed. Name an empty database.',
  )
}

async function requireUsable(ends: Ends): Promise<void> {
  const { dataDir } = ends['--from']
  if (!(await isThere(ends['--from']))) throw new UpkeepProblem(`There is no site in ${dataDir}.`)
  for (const end of ['--from', '--to'] as const) {
    const problem = await databaseProblem(ends[end])
    if (problem) throw new UpkeepProblem(problem.replace(/^[A-Z_]+/, end))
  }
}

async function openEnd(end: End, place: DatabasePlace): Promise<Database> {
  const isEmbedded = place.database === null && place.mongo === null
  if (isEmbedded) await makeDataDir(place.dataDir)
  const quiet = () => {}
  return openDatabase(place, {
    ...{ clock: systemClock, ids: { next: () => makeId(systemClock.now()) }, poolSize: 4 },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    running: isEmbedded ? await connectEmbedded({ dataDir: place.dataDir }) : null,
    changesNothing: end === '--from',
  })
}

function report({ collections, already }: CopiedRows): void {
  sayTable(
    ['', 'rows', 'checksum'],
    Object.entries(collections).map(([name, { documents, sha256 }]) => [
      ...[name, documents.toLocaleString('en'), sha256.slice(0, 16)],
    ]),
  )
  if (already > 0) say(`${already.toLocaleString('en')} of these were there from an earlier run.`)
  say('Both hold the same. Name the new database to the server, then: files claim')
}
