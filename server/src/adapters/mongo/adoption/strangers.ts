import type { Db, Document } from 'mongodb'
import type { Documents } from '../documents.ts'
import type { ModelName } from './models.ts'
import type { Obstacle } from './obstacles.ts'

type OwnName = Exclude<keyof Documents, ModelName>

/** What all documents of ours have in the collections that stand beside the models. */
const shapes: Record<OwnName, Record<string, 'objectId' | 'string' | 'number' | 'date'>> = {
  blocks: { blocker: 'objectId', blocked: 'objectId' },
  channelDays: { user: 'objectId', day: 'string' },
  counterDeltas: { counter: 'string', target: 'objectId' },
  idempotencyRecords: { operation: 'string', digest: 'string' },
  jobs: { name: 'string', fence: 'number' },
  locks: { _id: 'string', turn: 'number' },
  migrations: { _id: 'number', appliedAt: 'date' },
  playlistEntries: { playlist: 'objectId', position: 'string' },
  searchWords: { _id: 'string', length: 'number' },
  sessions: { user: 'objectId', seed: 'string' },
  site: { siteId: 'string' },
  videoDays: { video: 'objectId', day: 'string' },
  videoSearch: { owner: 'objectId', score: 'number' },
  viewWindows: { video: 'objectId', viewerKey: 'string' },
  watchHistory: { user: 'objectId', video: 'objectId' },
}

const shapeOf = (name: OwnName): Document =>
  Object.fromEntries(Object.entries(shapes[name]).map(([field, $type]) => [field, { $type }]))

/** Whether migrations of ours ran here: those of another program may stand under the same name. */
export const isMigrated = async (db: Db): Promise<boolean> =>
  (await db.collection('migrations').findOne(shapeOf('migrations'), { projection: { _id: 1 } })) !== null

const shown = 3

/** Collections in which another program keeps something, under names that Reelbase needs. */
export async function strangers(db: Db): Promise<Obstacle[]> {
  const found: Obstacle[] = []
  for (const collection of Object.keys(shapes) as OwnName[]) {
    const rows = await db
      .collection<Document>(collection)
      .find({ $nor: [shapeOf(collection)] }, { projection: { _id: 1 }, limit: shown })
      .toArray()
    if (rows.length === 0) continue
    const says = `is a name that Reelbase needs, and holds documents of another program. Rename the collection (in mongosh: db.${collection}.renameCollection("old_${collection}")) or remove it. Some of them`
    found.push({ collection, says, ids: rows.map(({ _id }) => String(_id)) })
  }
  return found
}
