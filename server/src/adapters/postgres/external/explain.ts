import type { Address } from './address.ts'

type Explanation = (address: Address, said: string) => string

const noUser: Explanation = ({ user }) =>
  `there is no user ${user}. Create it (createuser --pwprompt ${user}), or correct the name.`
const noName: Explanation = ({ host }) =>
  `there is no machine named ${host}. Correct the name, or look at the DNS of this machine.`
const noAnswer: Explanation = ({ place }) =>
  `no PostgreSQL answers at ${place}. Correct the host and the port, or open the firewall between.`
const badCertificate: Explanation = (_address, said) =>
  `its certificate cannot be trusted (${said.split(';')[0]}). Name its authority with sslrootcert=FILE, or do without with sslmode=no-verify.`
const noWay: Explanation = ({ place }, said) =>
  `${place} cannot be reached (${said}). Correct the host, or look at the network of this machine.`

/** By SQLSTATE of the server, or the code of the system. */
const byCode: Record<string, Explanation> = {
  ECONNREFUSED: ({ place }) =>
    `nothing listens at ${place}. Start PostgreSQL there, or correct the host and the port.`,
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noWay,
  ENETUNREACH: noWay,
  EACCES: ({ place }) => `this user may not open the socket in ${place}.`,
  ENOENT: ({ place }, said) =>
    said.includes('connect')
      ? `there is no socket in ${place}. Start PostgreSQL, or correct the folder.`
      : `a file that it names is not there (${said}).`,
  ECONNRESET: noAnswer,
  DEPTH_ZERO_SELF_SIGNED_CERT: badCertificate,
  SELF_SIGNED_CERT_IN_CHAIN: badCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: badCertificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: badCertificate,
  CERT_HAS_EXPIRED: badCertificate,
  ERR_TLS_CERT_ALTNAME_INVALID: badCertificate,
  '28P01': ({ user, hasPassword }) =>
    hasPassword
      ? `the password is not that of user ${user}. Correct it (@, /, # and ? in it are written %40, %2F, %23 and %3F).`
      : `user ${user} needs a password: write user:password@host.`,
  '3D000': ({ database, user }) =>
    `there is no database ${database}. Create it (createdb -O ${user} ${database}), or correct the name.`,
  '42501': ({ user, database }, said) =>
    `${said}. Let user ${user} own the database: alter database ${database} owner to ${user}.`,
  '53300': () =>
    'the server has no connection left. Raise its max_connections, or lower DATABASE_POOL_SIZE of those who use it.',
  '57P03': () => 'the server is starting up or shutting down. Try again when it is there.',
  '08P01': (_address, said) =>
    `the server refuses how Reelbase connects (${said}). A PgBouncer takes it with ignore_startup_parameters = statement_timeout,options; one before 1.21, with DATABASE_STATEMENT_NAMES=off.`,
}

/** What the driver says without a code, and what one code says of several things. */
const byText: [RegExp, Explanation][] = [
  [/role ".*" does not exist/, noUser],
  [
    /no encryption|SSL off/,
    ({ user }) =>
      `the server lets user ${user} in from here only with TLS, if at all: add ?sslmode=verify-full (sslmode=no-verify for a certificate of its own making), or look at its pg_hba.conf.`,
  ],
  [
    /pg_hba\.conf/,
    ({ user, database }) =>
      `the server does not let user ${user} into ${database} from this machine: look at its pg_hba.conf.`,
  ],
  [
    /does not support SSL/,
    () =>
      'it asks for TLS by sslmode, which the server does not offer. Take sslmode away, or turn ssl on there.',
  ],
  [
    /client password must be a string/,
    ({ user }) => `the server asks for the password of user ${user}: write user:password@host.`,
  ],
  [/^(timeout exp|timeout exceeded|Connection terminated)/, noAnswer],
]

/** Why one cannot connect to this address, and what to do. */
export function explain(address: Address, error: unknown): string {
  if (address.isTorn) {
    return 'it cannot be used as it stands. In a password, @, /, # and ? are written %40, %2F, %23 and %3F.'
  }
  const { code, message } = error as Error & { code?: unknown }
  const explanation =
    byText.find(([pattern]) => pattern.test(message))?.[1] ?? byCode[typeof code === 'string' ? code : '']
  return explanation ? explanation(address, message) : `it cannot be used: ${message}.`
}
