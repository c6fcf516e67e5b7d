import { resolve } from 'node:path'
import { Command } from 'commander'
import { readEnvironment } from '../../config/env-file.ts'
import { backup } from '../../upkeep/backup.ts'
import { refuseInside } from '../backup-target.ts'
import { count, say, sayList, size, warn } from '../say.ts'
import { onSite } from '../site.ts'
import { version } from '../version.ts'

export const backupCommand = (): Command =>
  new Command('backup')
    .description('write rows and media files to a new folder, while the site runs')
    .argument('<folder>', 'new or empty')
    .addHelpText(
      'after',
      '\nThe secrets are not in it: keep DATA_DIR/secrets.json, or those of the environment, elsewhere.',
    )
    .action(async (given: string) => {
      const config = readEnvironment()
      const folder = resolve(given)
      await refuseInside(config.dataDir, folder)
      await onSite(
        async ({ data, objects, clock }) => {
          const parts = { data, objects, folder, program: version(), now: clock.now(), onStep: say }
          const { manifest, missing } = await backup(parts)
          const rows = Object.entries(manifest.collections).map(
            ([name, { documents }]) => `${name} ${documents}`,
          )
          say(`Rows: ${rows.join(', ')}.`)
          say(`Media: ${count(manifest.media.files, 'file')}, ${size(manifest.media.sizeBytes)}.`)
          if (missing.length > 0) {
            warn(`${count(missing.length, 'file')} that rows name were not there (see verify):`)
            sayList(missing)
          }
          say(`The backup is in ${folder}.`)
        },
        { config },
      )
    })
