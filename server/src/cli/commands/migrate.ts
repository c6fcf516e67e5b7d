import { Command } from 'commander'
import { say } from '../say.ts'
import { onSite } from '../site.ts'

export const migrateCommand = (): Command =>
  new Command('migrate')
    .description('bring the database up to date; the server does so by itself when it starts')
    .action(() =>
      onSite(
        async ({ migrations }) => {
          if (migrations.length === 0) say('The database is up to date.')
        },
        { makesSite: true },
      ),
    )
