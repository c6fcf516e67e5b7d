import { Redis } from 'ioredis'
import { withoutCredentials } from '../../lib/mask.ts'
import { type Finding, lookPatiently } from '../../lib/patience.ts'

const oldest = [6, 2]
const connectMs = 3_000
/** A server that is only just starting is worth a moment. */
const patienceMs = 2_000

type Explanation = (place: string, said: string) => string

const noName: Explanation = (place) =>
  `there is no machine named ${place.split(' ')[0]}. Correct the name, or look at the DNS of this machine.`
const noAnswer: Explanation = (place) =>
  `no Redis answers at ${place}. Correct the host and the port, open the firewall between, or look whether it wants rediss:// (TLS) or redis:// (none).`
const noWay: Explanation = (place, said) =>
  `${place} cannot be reached (${said}). Correct the host, or look at the network of this machine.`
const badCertificate: Explanation = (_place, said) =>
  `its certificate cannot be trusted (${said}). Name its authority with NODE_EXTRA_CA_CERTS=FILE.`

/** By the code of the system, or the first word of what Redis says. */
const explanations: Record<string, Explanation> = {
  ECONNREFUSED: (place) =>
    `nothing listens at ${place}. Start Redis there, or correct the host and the port.`,
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  ETIMEDOUT: noAnswer,
  ECONNRESET: noAnswer,
  EPIPE: noAnswer,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  DEPTH_ZERO_SELF_SIGNED_CERT: badCertificate,
  SELF_SIGNED_CERT_IN_CHAIN: badCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: badCertificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: badCertificate,
  CERT_HAS_EXPIRED: badCertificate,
  ERR_TLS_CERT_ALTNAME_INVALID: badCertificate,
  NOAUTH: () => 'it asks for a password: write redis://:password@host, or redis://user:password@host.',
  WRONGPASS: () =>
    'the password, or the user, is not right. Correct it (@, /, # and ? in it are written %40, %2F, %23 and %3F).',
  NOPERM: (_place, said) =>
    `its user may not do what Reelbase needs (${said}). Give it all commands, keys and channels.`,
  LOADING: () => 'it is still reading its data. Try again when it is there.',
}

/**
 * What keeps the Redis at this address from being used: a sentence that names REDIS_URL, without its password, and says
 * what to do. Null: nothing does. Changes nothing.
 */
export async function problemOfRedis(url: string, options = { patienceMs }): Promise<string | null> {
  const problem = await lookPatiently(() => look(url), options.patienceMs)
  return problem && `REDIS_URL (${withoutCredentials(url)}): ${problem}`
}

async function look(url: string): Promise<Finding> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: 0,
    connectTimeout: connectMs,
    commandTimeout: connectMs,
  })
  // What `connect` throws says no more than that there is no connection.
  let reason: unknown
  redis.on('error', (error) => {
    reason ??= error
  })
  try {
    await redis.connect()
    await redis.select(redis.options.db ?? 0)
    return { problem: fitness(await redis.info()), isPassing: false }
  } catch (error) {
    const { code, message } = (reason ?? error) as Error & { code?: string }
    const word = code ?? message.split(' ')[0] ?? ''
    return { problem: explain(url, word, message), isPassing: ['ECONNREFUSED', 'LOADING'].includes(word) }
  } finally {
    redis.disconnect()
  }
}

function explain(given: string, word: string, message: string): string {
  const { hostname, port } = new URL(given)
  const place = `${hostname || 'localhost'} port ${port || 6379}`
  if (message.includes('DB index'))
    return `it has no database ${new URL(given).pathname.slice(1)}. Correct the number.`
  if (message === 'Connection is closed.') return noAnswer(place, message)
  return explanations[word]?.(place, message) ?? `it cannot be used: ${message}.`
}

/** Null: it will do. */
function fitness(info: string): string | null {
  const fact = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''
  const version = fact('redis_version')
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < oldest[0]! || (major === oldest[0] && minor < oldest[1]!)) {
    return `Redis ${version} is too old: it must be ${oldest.join('.')} or newer.`
  }
  if (fact('role') === 'slave') return 'it is a replica, which can only be read. Name the primary.'
  if (fact('cluster_enabled') === '1') return 'it is a cluster. Name a single Redis.'
  return null
}
