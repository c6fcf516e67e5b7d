import { Command } from 'commander'
import { checkObjects } from '../../upkeep/check-objects.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { repairObjects } from '../../upkeep/repair-objects.ts'
import { belonging, mark } from '../../upkeep/site-mark.ts'
import { restoreTrash } from '../../upkeep/trash.ts'
import { count, say, sayList, setFailed, warn } from '../say.ts'
import { onSite, type Site } from '../site.ts'
import { copyCommand } from './files-copy.ts'

interface Chosen {
  verify?: true
  repair?: true
  force?: true
}

export const filesCommand = (): Command =>
  new Command('files')
    .description('compare media files with rows, and put away what nobody needs')
    .option('--verify', 'name files that are missing, and files that nobody needs')
    .option('--repair', 'move what nobody has needed for a day to the trash, which keeps it for 30 days')
    .option('--force', 'with --repair: also when it is more than one file in a hundred')
    .addCommand(copyCommand())
    .addCommand(claimCommand())
    .addCommand(restoreTrashCommand())
    .addHelpText('after', '\nOn a disk as on S3, while the site runs.')
    .action((chosen: Chosen) => onSite((site) => files(site, chosen)))

async function files(site: Site, { verify, repair, force }: Chosen): Promise<void> {
  if (!verify && !repair) throw new UpkeepProblem('Say --verify to look at the files, or --repair.')
  if (verify) await sayFiles(site)
  if (!repair) return
  const { data, objects, clock } = site
  const parts = { data, objects, now: clock.now(), force: force === true, onStep: say }
  const moved = await repairObjects(parts)
  say(moved > 0 ? `${count(moved, 'file')} moved to the trash.` : 'Nothing had to be moved.')
}

/** Says what `verify` finds out about files. */
export async function sayFiles({ data, objects, clock }: Site): Promise<void> {
  const areForeign = (await belonging({ data, objects })) === 'foreign'
  if (areForeign) {
    warn(
      'These files say that they belong to another site than this database. If they are its own, say so with: files claim',
    )
    setFailed()
  }
  const { missing, orphans } = await checkObjects({ data, objects, now: clock.now() })
  if (missing.length > 0) {
    say(`Files: ${count(missing.length, 'file')} missing. Restore them from a backup, or upload again.`)
    sayList(missing.map(({ key, of }) => `${key} of ${of}`))
    setFailed()
  }
  if (orphans.count > 0) {
    say(`Files: ${count(orphans.count, 'file')} that nobody needs; they only take room.`)
    sayList(orphans.first)
  }
  if (!areForeign && missing.length === 0 && orphans.count === 0) say('Files: all right.')
}

const claimCommand = (): Command =>
  new Command('claim')
    .description('say that these files are this database’s, after a restore or a move')
    .action(() =>
      onSite(async ({ data, objects }) => {
        await mark({ data, objects })
        say(
          'Database and files belong together now. To look for what is missing or left over: files --verify',
        )
      }),
    )

const restoreTrashCommand = (): Command =>
  new Command('restore-trash')
    .description('put back what was moved to the trash on a day')
    .argument('<day>', 'such as 2026-11-23')
    .action((day: string) => {
      if (!/^\d{4}-\d\d-\d\d$/.test(day)) throw new UpkeepProblem('A day is written 2026-11-23.')
      return onSite(async ({ objects }) => {
        say(`${count(await restoreTrash(objects, day), 'file')} put back.`)
      })
    })
