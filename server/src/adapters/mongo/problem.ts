import { type Document, MongoClient } from 'mongodb'
import { withoutCredentials } from '../../lib/mask.ts'
import { type Finding, lookPatiently } from '../../lib/patience.ts'
import { adoptFirst, isForeign } from './adoption/foreign.ts'
import { databaseOf } from './connection.ts'

const oldest = 6
const connectMs = 5_000
/** A server that is only just starting, or choosing a primary, is worth a moment. */
const patienceMs = 2_000

type Explanation = (said: string) => string

const explanations: [RegExp, Explanation][] = [
  [
    /ENOTFOUND|EAI_AGAIN|querySrv/,
    (said) =>
      `there is no machine of that name (${said}). Correct the name, or look at the DNS of this machine.`,
  ],
  [/ECONNREFUSED/, () => 'nothing listens there. Start MongoDB, or correct the host and the port.'],
  [
    /Authentication failed|AuthenticationFailed|bad auth/i,
    () =>
      'the user or the password is not right, or the user is of another database: add ?authSource=admin. In both, @, /, # and ? are written %40, %2F, %23 and %3F.',
  ],
  [
    /requires authentication|not authorized|Unauthorized/i,
    (said) => `its user may not do what Reelbase needs (${said}). Name one that has the role readWrite.`,
  ],
  [
    /certificate|self.signed|ERR_TLS/i,
    (said) => `its certificate cannot be trusted (${said}). Name its authority with tlsCAFile=FILE.`,
  ],
  [/ReplicaSetNoPrimary|not primary/i, () => 'its replica set has no primary. Look at rs.status() there.'],
  [
    /timed out|Server selection|ECONNRESET|closed/i,
    (said) =>
      `no MongoDB answers there (${said}). Correct the host and the port, open the firewall between, or look whether it wants TLS (tls=true).`,
  ],
]

/**
 * What keeps the MongoDB at this address from holding a site: a sentence that names MONGODB_URI, without its password,
 * and says what to do. Null: nothing does. Changes nothing. `isForeignRight`: another backend may have filled it.
 */
export async function problemOfMongo(
  uri: string,
  options: { patienceMs?: number; isForeignRight?: boolean } = {},
): Promise<string | null> {
  const { isForeignRight = false } = options
  const problem = await lookPatiently(() => look(uri, isForeignRight), options.patienceMs ?? patienceMs)
  return problem && `MONGODB_URI (${withoutCredentials(uri)}): ${problem}`
}

async function look(uri: string, isForeignRight: boolean): Promise<Finding> {
  let client: MongoClient | undefined
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: connectMs, connectTimeoutMS: connectMs })
    await client.connect()
    const admin = client.db('admin')
    const [hello, build] = [await admin.command({ hello: 1 }), await admin.command({ buildInfo: 1 })]
    const unfit = fitness(hello, String(build.version))
    if (unfit || isForeignRight) return { problem: unfit, isPassing: false }
    return { problem: (await isForeign(client.db(databaseOf(uri)))) ? adoptFirst : null, isPassing: false }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const found = explanations.find(([pattern]) => pattern.test(said))
    return { problem: found?.[1](said) ?? `it cannot be used: ${said}`, isPassing: /ECONNREFUSED/.test(said) }
  } finally {
    await client?.close()
  }
}

/** Null: it will do. */
function fitness(hello: Document, version: string): string | null {
  if (Number.parseInt(version, 10) < oldest)
    return `MongoDB ${version} is too old: it must be ${oldest}.0 or newer.`
  if (hello.setName === undefined && hello.msg !== 'isdbgrid')
    return (
      'it is a standalone server, which has no transactions: a like and its count could come apart. Make it a replica set ' +
      'of one (start mongod with --replSet rs0, then rs.initiate() once), and write ?replicaSet=rs0.'
    )
  return hello.isWritablePrimary ? null : 'it can only be read. Name the whole replica set, or its primary.'
}
