import { countArguments, tailArguments } from '../../media/arguments.ts'
import { type Evidence, isThin, lastPictureSeconds, longestSoundSeconds } from '../../media/length.ts'
import { type ProbedFile, tracksOf } from '../../media/probe.ts'
import type { Probe } from '../../ports/media-tools.ts'

/** Reads packets where the numbers of a file would have to be taken on trust: of a thin one, and of sound that is said to go on. */
export async function gatherEvidence(
  path: string,
  probe: Probe,
  startSeconds: number,
  ask: (args: string[]) => Promise<string>,
): Promise<Evidence> {
  async function endOf(stream: string, longestSeconds: number): Promise<number> {
    return lastEnd(await ask(tailArguments(path, stream)), longestSeconds) - startSeconds
  }

  async function count(): Promise<Evidence['counted']> {
    const { pictures, sound } = tracksOf(JSON.parse(await ask(countArguments(path))) as ProbedFile)
    return {
      pictures: Number(pictures?.nb_read_packets ?? 0),
      sounds: Number(sound?.nb_read_packets ?? 0),
      seenUntilSeconds: await endOf('V:0', Number.POSITIVE_INFINITY),
    }
  }

  const counted = isThin(probe) ? await count() : undefined
  const goesOn = lastPictureSeconds(probe) > 0 && probe.audio
  return goesOn
    ? { counted, heardUntilSeconds: await endOf(`a:${goesOn.position}`, longestSoundSeconds) }
    : { counted }
}

/** Of lines such as `11.981497,0.018503`, times of a packet and for how long it says that it lasts. Zero where there are none. */
const lastEnd = (lines: string, longestSeconds: number): number =>
  lines.split('\n').reduce((last, line) => {
    const [begins = Number.NaN, lasts] = line.split(',').map(Number)
    const end = begins + Math.min(Math.max(0, lasts || 0), longestSeconds)
    return end > last ? end : last
  }, 0)
