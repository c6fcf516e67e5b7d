import { Command, Option } from 'commander'
import { openDisk } from '../../composition/objects.ts'
import { workRootOf } from '../../lib/owned-folder.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { copyObjects } from '../../upkeep/copy-objects.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { count, say, size } from '../say.ts'
import { onSite, type Site } from '../site.ts'

const places = ['disk', 's3'] as const
type Place = (typeof places)[number]

interface Chosen {
  from: Place
  to: Place
  thorough?: true
}

export const copyCommand = (): Command =>
  new Command('copy')
    .description('copy media files between DATA_DIR/media and the bucket of S3_BUCKET, while the site runs')
    .addOption(new Option('--from <place>', 'where they are').choices(places).makeOptionMandatory())
    .addOption(new Option('--to <place>', 'where nobody uses them yet').choices(places).makeOptionMandatory())
    .option('--thorough', 'compare what earlier runs copied, too')
    .addHelpText(
      'after',
      `
Run it again after any end: it goes on. To move a site: run it while the server runs, stop the server, run it once more,
which brings what has come since, and start the server with the other setting of S3_BUCKET. Until then give S3_* to this command alone.`,
    )
    .action((chosen: Chosen) => onSite((site) => copy(site, chosen)))

async function copy(site: Site, { from, to, thorough }: Chosen): Promise<void> {
  const { config, data } = site
  if (from === to) throw new UpkeepProblem('--from and --to are the same place.')
  if (config.cloudinary) {
    throw new UpkeepProblem(
      'Files are not copied to Cloudinary or from it: it makes streams of its own. Use backup and restore.',
    )
  }
  if (!config.s3) throw new UpkeepProblem('Name the bucket by S3_BUCKET and its other settings.')
  const stores: Record<Place, ObjectStore> = { disk: await openDisk(config), s3: site.objects }
  const copied = await copyObjects({
    ...{ data, from: stores[from], to: stores[to], workFolder: workRootOf(config.dataDir), onStep: say },
    thorough: thorough === true,
  })
  say(
    `${count(copied.files, 'file')} copied and read back (${size(copied.sizeBytes)}), ${copied.already.toLocaleString('en')} were there, ` +
      `${copied.removed.toLocaleString('en')} taken away again.`,
  )
  say('If the server ran meanwhile, stop it and run this once more. Then start it where the files are now.')
}
