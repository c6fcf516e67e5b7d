import { Command, InvalidArgumentError, Option } from 'commander'
import { isId } from '../../lib/id.ts'
import type { JobRow, JobState } from '../../ports/job-queue.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { say, sayTable } from '../say.ts'
import { onSite } from '../site.ts'

const states: JobState[] = ['due', 'running', 'done', 'parked']

export const jobsCommand = (): Command =>
  new Command('jobs')
    .description('look at the work that is done in the background, try it again, or park it')
    .addCommand(listCommand())
    .addCommand(retryCommand())
    .addCommand(parkCommand())

const listCommand = (): Command =>
  new Command('list')
    .description('newest first')
    .addOption(new Option('--state <state>', 'only these').choices(states))
    .option('--name <name>', 'only those of this name, such as video.process')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .option('--json', 'one JSON document a line')
    .action((options: { state?: JobState; name?: string; limit: number; json?: boolean }) =>
      onSite(async ({ queue }) => {
        const { json, ...filter } = options
        const rows = await queue.list(filter)
        if (json) for (const row of rows) say(JSON.stringify(row))
        else if (rows.length > 0) sayTable(headings, rows.map(cells))
        const counts = await queue.countByState()
        if (!json) say(states.map((state) => `${counts[state]} ${state}`).join(', '))
      }),
    )

const headings = ['id', 'name', 'works on', 'state', 'tries', 'due', 'reason']

const cells = (row: JobRow): string[] => [
  ...[row.id, row.name, subjectOf(row), row.state, String(row.attempts), row.runAt.toISOString()],
  row.reason?.replace(/\s+/g, ' ') ?? '',
]

/** `video 65f…`; empty where the job is about neither a video nor a user. */
function subjectOf({ payload }: JobRow): string {
  const { videoId, userId, ownerId } = (payload ?? {}) as Partial<Record<string, string>>
  if (videoId) return `video ${videoId}`
  return userId || ownerId ? `user ${userId ?? ownerId}` : ''
}

const retryCommand = (): Command =>
  new Command('retry')
    .description('make a parked or waiting job due now, with fresh attempts')
    .argument('<id>', '', jobId)
    .action((id: string) =>
      onSite(async ({ queue }) => {
        if (!(await queue.retry(id))) throw new UpkeepProblem(`There is no parked or waiting job ${id}.`)
        say('It is due now.')
      }),
    )

const parkCommand = (): Command =>
  new Command('park')
    .description('put a due job aside until somebody retries it')
    .argument('<id>', '', jobId)
    .option('--reason <text>', 'for whoever looks at it later', 'Parked by an operator.')
    .action((id: string, { reason }: { reason: string }) =>
      onSite(async ({ queue }) => {
        if (!(await queue.parkById(id, reason))) throw new UpkeepProblem(`There is no due job ${id}.`)
        say('It is parked.')
      }),
    )

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 1.')
}

function jobId(text: string): string {
  if (isId(text)) return text
  throw new InvalidArgumentError('An id is 24 hexadecimal characters; `jobs list` shows them.')
}
