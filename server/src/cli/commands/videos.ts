import { Command, InvalidArgumentError } from 'commander'
import { createRemake } from '../../features/videos/pipeline/remake.ts'
import type { Remakeable, RemakeOutcome } from '../../features/videos/store.ts'
import { type Id, isId } from '../../lib/id.ts'
import { UpkeepProblem } from '../../upkeep/problem.ts'
import { count, say, setFailed, warn } from '../say.ts'
import { onSite, type Site } from '../site.ts'

export const videosCommand = (): Command =>
  new Command('videos')
    .description('have renditions and pictures made again from the uploads')
    .addCommand(remakeCommand())

interface Chosen {
  id?: Id[]
  waiting?: true
  failed?: true
  all?: true
}

const remakeCommand = (): Command =>
  new Command('remake')
    .description('put videos in line to be made again; what they have stays until there is new')
    .option('--id <ids...>', 'these, before what others wait for', videoIds)
    .option('--failed', 'all that could not be made')
    .option('--waiting', 'all that came while there was no ffmpeg; a start of the server does this too')
    .option('--all', 'all that are not being made already')
    .addHelpText('after', '\nA server or worker that has an ffmpeg does the work, behind new uploads.')
    .action((chosen: Chosen) => onSite((site) => remake(site, chosen)))

const kinds: Remakeable[] = ['all', 'failed', 'waiting']

async function remake({ media }: Site, chosen: Chosen): Promise<void> {
  const { remakeNow, remakeAll } = createRemake({ media })
  const kind = kinds.find((name) => chosen[name as keyof Chosen])
  if (!chosen.id && !kind) throw new UpkeepProblem('Name videos by --id, or --failed, --waiting or --all.')
  let refused = 0
  for (const id of chosen.id ?? []) {
    const outcome = await remakeNow(id)
    if (outcome === 'in_line') say(`${id} is in line.`)
    else warn(`${id}: ${whyNot[outcome]}`)
    if (outcome === 'gone' || outcome === 'no_source') refused++
  }
  if (kind) say(`${count(await remakeAll(kind), 'video')} in line.`)
  if (refused > 0) setFailed()
}

const whyNot: Record<Exclude<RemakeOutcome, 'in_line'>, string> = {
  in_work: 'it is being made already.',
  no_source: 'its upload is not kept here.',
  gone: 'there is no such video.',
}

function videoIds(text: string, before: Id[] = []): Id[] {
  if (isId(text)) return [...before, text]
  throw new InvalidArgumentError('An id is 24 hexadecimal characters.')
}
