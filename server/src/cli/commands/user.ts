import { Command } from 'commander'
import type { z } from 'zod'
import { createPasswords } from '../../features/auth/passwords.ts'
import type { Credentials } from '../../features/auth/store.ts'
import { Email, FullName, Username } from '../../features/users/schemas.ts'
import { foldName } from '../../lib/text.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { type PasswordOptions, passwordHelp, readPassword, tellPassword } from '../password.ts'
import { count, say } from '../say.ts'
import { onSite, type Site } from '../site.ts'

export const userCommand = (): Command =>
  new Command('user')
    .description('create users, make administrators, reset passwords')
    .addCommand(createCommand())
    .addCommand(makeAdminCommand())
    .addCommand(resetPasswordCommand())

const withPassword = (command: Command): Command =>
  command.option('--generate', 'make a password up and print it').addHelpText('after', `\n${passwordHelp}`)

interface CreateOptions extends PasswordOptions {
  name: string
  admin?: boolean
}

const createCommand = (): Command =>
  withPassword(new Command('create'))
    .description('create a user without a picture')
    .usage('<username> <email> --name <full name> [--admin] [--generate]')
    .argument('<username>')
    .argument('<email>')
    .requiredOption('--name <full name>', 'as it is shown')
    .option('--admin', 'an administrator; see make-admin --help')
    .action(async (username: string, email: string, options: CreateOptions) => {
      const names = {
        username: parse('user name', Username, username),
        email: parse('e-mail', Email, email),
        fullName: parse('name', FullName, options.name),
      }
      const password = await readPassword(options)
      const passwordHash = await createPasswords().hash(password)
      await onSite(async ({ users, ids, clock }) => {
        const [id, now] = [ids.next(), clock.now()]
        const taken = await users.add({ id, ...names, avatar: '', coverImage: '', passwordHash, now })
        if (taken)
          throw new UpkeepProblem(
            `There is a user with this ${taken === 'email' ? 'e-mail' : 'user name'} already.`,
          )
        if (options.admin) await users.setRole(id, 'admin', now)
        tellPassword(options, password)
        say(`Created ${names.username} (${id})${options.admin ? ', an administrator' : ''}.`)
      })
    })

const adminHelp =
  'The role stands in what the user reads of itself, and opens nothing yet: there is no moderation in the API, so an\nadministrator sees and changes what any user does.'

const makeAdminCommand = (): Command =>
  new Command('make-admin')
    .description('make a user an administrator')
    .argument('<user>', 'user name or e-mail')
    .option('--undo', 'make an administrator an ordinary user')
    .addHelpText('after', `\n${adminHelp}`)
    .action((name: string, { undo }: { undo?: boolean }) =>
      onSite(async (site) => {
        const { userId, username } = await requireUser(site, name)
        await site.users.setRole(userId, undo ? 'user' : 'admin', site.clock.now())
        say(`${username} is ${undo ? 'an ordinary user' : 'an administrator'} now.`)
      }),
    )

const resetPasswordCommand = (): Command =>
  withPassword(new Command('reset-password'))
    .description('give a user another password; all sessions end')
    .usage('<user> [--generate]')
    .argument('<user>', 'user name or e-mail')
    .action((name: string, options: PasswordOptions) =>
      onSite(async (site) => {
        const { userId, username } = await requireUser(site, name)
        const password = await readPassword(options)
        const to = await createPasswords().hash(password)
        const change = { userId, from: null, to, keep: null, now: site.clock.now() }
        const ended = await site.sessions.changePassword(change)
        tellPassword(options, password)
        say(`${username} has another password. ${count(ended?.length ?? 0, 'session')} ended.`)
      }),
    )

async function requireUser({ sessions }: Site, given: string): Promise<Credentials> {
  const name = foldName(given)
  const found = await sessions.credentialsOf(name.includes('@') ? { email: name } : { username: name })
  if (found) return found
  throw new UpkeepProblem(`There is no user ${name}.`)
}

function parse<T>(what: string, schema: z.ZodType<T>, given: string): T {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new UpkeepProblem(`The ${what} "${given}" cannot be used: ${parsed.error.issues[0]?.message}`)
}
