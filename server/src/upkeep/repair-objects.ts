import { inspect, type ObjectParts } from './inspect.ts'
import { UpkeepProblem } from './problem.ts'
import { belonging } from './site-mark.ts'
import { emptyTrash, trashKey } from './trash.ts'

interface RepairParts extends ObjectParts {
  /** Also when it is more than one file in a hundred. */
  force: boolean
  onStep?: (sentence: string) => void
}

/** More than that is rather a wrong database than leftovers. */
const mostShare = 0.01

/**
 * Moves files that nobody needs to the trash, while the site runs, and empties that of what has lain there long enough. Each
 * was found twice, some time apart. Answers how many were moved. Throws an `UpkeepProblem` rather than harm another site.
 */
export async function repairObjects(parts: RepairParts): Promise<number> {
  await requireOwnFiles(parts)
  const expected = await countOrphans(parts)
  const moved = expected > 0 ? await moveOrphans(parts, expected) : 0
  await emptyTrash(parts.objects, parts.now)
  return moved
}

async function requireOwnFiles(parts: ObjectParts): Promise<void> {
  const whose = await belonging(parts)
  if (whose === 'ours') return
  throw new UpkeepProblem(
    whose === 'foreign'
      ? 'Nothing was changed: these files belong to another site than this database. Correct DATABASE_URL, DATA_DIR or S3_BUCKET. If the database was restored or moved and the files are its own, say so with: files claim'
      : 'Nothing was changed: these files do not say yet whose they are. A start of the server marks them, and so does: files claim',
  )
}

async function countOrphans(parts: RepairParts): Promise<number> {
  let [files, orphans] = [0, 0]
  await inspect(parts, (found) => {
    files += found.files
    orphans += found.orphans.length
  })
  if (parts.force || orphans <= files * mostShare) return orphans
  throw new UpkeepProblem(
    `Nothing was changed: ${orphans} of ${files} files would go, which is more than one in a hundred. Look at them with --verify; when that is right, add --force.`,
  )
}

/** No more than were counted: whatever else turns up is for the next time. */
async function moveOrphans(parts: RepairParts, expected: number): Promise<number> {
  const { objects, now, onStep = () => {} } = parts
  onStep(`Moving ${expected} files to the trash`)
  let moved = 0
  await inspect(parts, async ({ orphans }) => {
    for (const key of orphans.slice(0, expected - moved)) {
      await objects.move(key, trashKey(key, now))
      moved++
    }
  })
  return moved
}
