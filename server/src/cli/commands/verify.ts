import { Command } from 'commander'
import type { Findings } from '../../ports/bookkeeping.ts'
import { checkObjects } from '../../upkeep/check-objects.ts'
import { count, say, sayList, setFailed } from '../say.ts'
import { onSite, type Site } from '../site.ts'

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('recount likes, comments, subscribers and videos, and compare files with rows')
    .option('--repair', 'set the counters that differ')
    .option('--no-files', 'look at the counters alone')
    .action(({ repair, files }: { repair?: boolean; files: boolean }) =>
      onSite(async (site) => {
        await verifyCounters(site, repair === true)
        if (files) await verifyFiles(site)
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

async function verifyFiles({ data, objects, clock }: Site): Promise<void> {
  const { missing, orphans } = await checkObjects({ data, objects, now: clock.now() })
  if (missing.length > 0) {
    say(`Files: ${count(missing.length, 'file')} missing. Restore them from a backup, or upload again.`)
    sayList(missing.map(({ key, of }) => `${key} of ${of}`))
    setFailed()
  }
  if (orphans.length > 0) {
    say(`Files: ${count(orphans.length, 'file')} without a user or video; they only take room.`)
    sayList(orphans)
  }
  if (missing.length === 0 && orphans.length === 0) say('Files: all right.')
}
