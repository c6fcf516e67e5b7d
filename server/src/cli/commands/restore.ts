import { resolve } from 'node:path'
import { Command } from 'commander'
import { workRootOf } from '../../lib/owned-folder.ts'
import { readManifest } from '../../upkeep/manifest.ts'
import { restore } from '../../upkeep/restore.ts'
import { say } from '../say.ts'
import { onSite } from '../site.ts'

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('fill an empty site from a backup, on any engine')
    .argument('<folder>', 'made by `backup`')
    .addHelpText(
      'after',
      '\nEvery checksum is looked at before anything is written. The site must hold no users and no videos: name a new\nDATA_DIR or DATABASE_URL. With other secrets than before, everybody must log in again.',
    )
    .action(async (given: string) => {
      const folder = resolve(given)
      // Before a database is made or started for what is no backup.
      await readManifest(folder)
      await onSite(
        async ({ data, objects, config }) => {
          const parts = { data, objects, folder, workFolder: workRootOf(config.dataDir), onStep: say }
          const { createdAt } = await restore(parts)
          say(`Restored the backup of ${createdAt}. Look at it with: npm run reelbase -- verify`)
        },
        { makesSite: true },
      )
    })
