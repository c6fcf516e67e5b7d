import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { connectEmbedded } from '../../server/src/adapters/postgres/embedded/start.ts'
import { createTokens } from '../../server/src/features/auth/tokens.ts'
import { makeId } from '../../server/src/lib/id.ts'
import { startServer } from '../../server/test/acceptance/support/own-server.ts'
import { siteData } from './data.ts'
import { type Known, knownOf } from './known.ts'

/** What addresses in answers begin with, so that all contenders send the same bytes. */
export const baseUrl = 'http://127.0.0.1:5000'

/** A server on a seeded site of its own. */
export async function openSite(videos: number, settings: Record<string, string> = {}) {
  await using opened = new AsyncDisposableStack()
  const { dataDir } = opened.use(await siteData(videos))
  const secrets = {
    ACCESS_TOKEN_SECRET: randomBytes(32).toString('hex'),
    REFRESH_TOKEN_SECRET: randomBytes(32).toString('hex'),
  }
  const all = { ...secrets, PUBLIC_URL: baseUrl, ...settings }
  const server = opened.adopt(await startServer(dataDir, all), async (running) => {
    await running.stop()
  })
  const connection = await connectEmbedded({ dataDir })
  if (!connection) throw new Error(`No database runs in ${dataDir}`)
  const known: Known = await knownOf(connection, server.url)
  const lifetime = opened.move()
  return {
    ...{ server, connection, secrets, known },
    /** Of so many users, each signed in. */
    tokens: (count: number) => tokensOf(connection, secrets, { count }),
    viewerToken: async () => (await tokensOf(connection, secrets, { id: known.viewer }))[0]!,
    [Symbol.asyncDispose]: () => lifetime.disposeAsync(),
  }
}

interface Secrets {
  ACCESS_TOKEN_SECRET: string
  REFRESH_TOKEN_SECRET: string
}

/** The way by passwords would take a minute of both cores. */
async function tokensOf(
  connection: pg.ClientConfig,
  secrets: Secrets,
  { id = null, count = 1 }: { id?: string | null; count?: number },
): Promise<string[]> {
  const tokens = createTokens({
    accessSecret: secrets.ACCESS_TOKEN_SECRET,
    refreshSecret: secrets.REFRESH_TOKEN_SECRET,
    accessSeconds: 86_400,
  })
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const now = new Date()
    const { rows } = await client.query<{ id: string; user_id: string }>(
      `insert into sessions (id, user_id, seed, number, rotated_at, user_agent, address, last_used_at, expires_at, created_at)
       select $1::text || lpad(to_hex(row_number() over ()), 8, '0'), id, 'bench', 1, $2::timestamptz, 'bench', '127.0.0.1', $2, $2::timestamptz + interval '1 day', $2
       from (select id from users where $3::text is null or id = $3 order by id limit $4) as few
       returning id, user_id`,
      [makeId(now).slice(0, 16), now, id, count],
    )
    return await Promise.all(rows.map((row) => tokens.accessToken(row.user_id, row.id, now)))
  } finally {
    await client.end()
  }
}
