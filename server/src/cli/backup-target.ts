import { realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { UpkeepProblem } from '../upkeep/problem.ts'
import { nearestFolder } from './doctor/folder.ts'

/** A backup of the data folder in the data folder would go with it, and into the next one. */
export async function refuseInside(dataDir: string, folder: string): Promise<void> {
  const way = relative(await realPathOf(dataDir), await realPathOf(folder))
  if (way.split(sep)[0] === '..' || isAbsolute(way)) return
  throw new UpkeepProblem(
    `${folder} lies in DATA_DIR (${dataDir}), and would be lost with it. Name a folder elsewhere, best on another disk.`,
  )
}

/** Where it lies, or would lie: links followed as far as there are folders. */
async function realPathOf(folder: string): Promise<string> {
  const nearest = await nearestFolder(folder)
  return join(await realpath(nearest), relative(nearest, folder))
}
