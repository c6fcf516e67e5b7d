import { Command } from 'commander'
import type { Findings } from '../../ports/bookkeeping.ts'
import { count, say, sayList, setFailed } from '../say.ts'
import { onSite, type Site } from '../site.ts'
import { sayFiles } from './files.ts'

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('recount likes, comments, subscribers and videos, and compare files with rows')
    .option('--repair', 'set the counters that differ')
    .option('--no-files', 'look at the counters alone')
    .action(({ repair, files }: { repair?: boolean; files: boolean }) =>
      onSite(async (site) => {
        await verifyCounters(site, repair === true)
        if (files) await sayFiles(site)
      }),
    )

async function verifyCounters({ bookkeeping }: Site, repair: boolean): Promise<void> {
  const found = await (repair ? bookkeeping.repair() : bookkeeping.compare())
  if (found.differences.length === 0 && found.strays === 0) {
    say('Counters: all right.')
    return
  }
  report(found)
  if (repair) say('All of it was repaired.')
  else {
    say('Run it again with --repair to set them right.')
    setFailed()
  }
}

function report({ differences, strays }: Findings): void {
  if (differences.length > 0) {
    say(`Counters: ${count(differences.length, 'one differs', 'differ')}.`)
    sayList(
      differences.map(
        ({ counter, targetId, stored, counted }) =>
          `${counter} of ${targetId} says ${stored}, but there are ${counted}`,
      ),
    )
  }
  if (strays > 0) say(`Counters: ${count(strays, 'addition')} to counters of unknown names.`)
}
