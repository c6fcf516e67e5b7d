import { Command } from 'commander'
import type { Adoption } from '../../adapters/mongo/adoption/adopt.ts'
import { readEnvironment } from '../../config/env-file.ts'
import { systemClock } from '../../ports/clock.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { count, say, sayList, setFailed } from '../say.ts'

export const adoptCommand = (): Command =>
  new Command('adopt')
    .description('prepare a MongoDB that another backend of this ecosystem filled')
    .addHelpText(
      'after',
      `
Stop the other backend and make a backup first. Fields, collections and indexes are added to the database of MONGODB_URI;
nothing is deleted or renamed, and of a value that had to be read as something else the old one is kept in adopted.before.
It can be run again at any time, and then prepares what has come since.`,
    )
    .action(adoptDatabase)

async function adoptDatabase(): Promise<void> {
  const { mongo: named } = readEnvironment()
  if (!named) throw new UpkeepProblem('Name the database by MONGODB_URI.')
  const { problemOfMongo } = await import('../../adapters/mongo/problem.ts')
  const problem = await problemOfMongo(named.uri, { isForeignRight: true })
  if (problem) throw new UpkeepProblem(problem)
  const { openMongo } = await import('../../adapters/mongo/connection.ts')
  const { adopt } = await import('../../adapters/mongo/adoption/adopt.ts')
  const mongo = openMongo({ uri: named.uri })
  try {
    report(await adopt(mongo, systemClock.now(), say))
  } finally {
    await mongo.close()
  }
}

function report({ prepared, notes, obstacles, counted }: Adoption): void {
  say(
    `Prepared: ${Object.entries(prepared)
      .map(([name, n]) => `${name} ${n.toLocaleString('en')}`)
      .join(', ')}.`,
  )
  if (notes.length > 0) {
    say(`Not understood (${notes.length.toLocaleString('en')}):`)
    sayList(
      notes.map(({ collection, id, says }) => `${collection} ${id}: ${says}`),
      notes.length,
    )
  }
  if (obstacles.length === 0) {
    say(`${count(counted, 'counter')} set. The database is ready: start the server.`)
    return
  }
  say(
    'The database is not ready. Nothing was deleted; decide what stays, remove or change the rest, and run this again:',
  )
  sayList(
    obstacles.map(({ collection, ids, says }) => `${collection} ${says}: ${ids.join(', ')}`),
    obstacles.length,
  )
  setFailed()
}
