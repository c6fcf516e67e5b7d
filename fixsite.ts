
import pg from 'pg'
import { connectEmbedded } from './server/src/adapters/postgres/embedded/start.ts'
import { startServer } from './server/test/acceptance/support/own-server.ts'
const dataDir = process.argv[2]!
const server = await startServer(dataDir)
const client = new pg.Client((await connectEmbedded({ dataDir }))!)
await client.connect()
await client.query(`update videos set is_published = true, privacy = 'public' where owner_id = (select id from users where username = 'viewer') and not listed`)
await client.query(`update user_counters set videos = (select count(*) from videos where owner_id = user_id and listed) where user_id = (select id from users where username = 'viewer')`)
await client.query('checkpoint')
await client.end()
await server.stop()
