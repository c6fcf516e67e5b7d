import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for the made-up pictures and videos of a run; each is made once and used by all files. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-acceptance-'))
  process.env.ACCEPTANCE_SAMPLES = folder
  return () => rm(folder, { recursive: true, force: true })
}
