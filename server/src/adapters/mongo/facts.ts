import { openMongo } from './connection.ts'
import { migrations } from './migrations/index.ts'

/** `pending`: of this program's migrations; negative: a newer program was here. Changes nothing. */
export async function mongoFacts(uri: string): Promise<{ version: string; pending: number }> {
  const mongo = openMongo({ uri, poolSize: 1 })
  try {
    const { version } = await mongo.db.admin().command({ buildInfo: 1 })
    const [newest] = await mongo.in('migrations').all({}, { sort: { _id: -1 }, limit: 1 })
    return { version: String(version), pending: migrations.length - (newest?._id ?? 0) }
  } finally {
    await mongo.close()
  }
}
