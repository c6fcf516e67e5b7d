import {
  type DestinationStream,
  destination,
  type Logger,
  type LoggerOptions,
  pino,
  stdTimeFunctions,
} from 'pino'
import type { Config } from '../../config/config.ts'
import type { RequestObserver } from '../../ports/request-observer.ts'
import { combinedLine } from './combined.ts'
import { requestLine } from './request-line.ts'
import { safeError } from './safe-error.ts'

export interface Logs {
  log: Logger
  /** Writes the one line of each request; null where the level asks for none. */
  onRequest: RequestObserver | null
}

interface Output {
  write(text: string): unknown
  isTTY?: boolean
}

/** Where the lines go; tests give their own. */
export interface Outputs {
  out: Output
  err: Output
}

/** Names that hold secrets wherever they stand in an object that somebody logs. */
const secretNames = [
  'password',
  'oldPassword',
  'newPassword',
  'confirmPassword',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'authorization',
  'cookie',
  'cookies',
  'headers',
]

/** Structured lines; readable ones in a terminal; or Apache's, then everything else goes to the error stream. */
export async function createLogs(settings: Config['log'], outputs?: Outputs): Promise<Logs> {
  const { level, format } = settings
  const { out = process.stdout, err = process.stderr } = outputs ?? {}
  if (format === 'combined') {
    const log = careful(level, outputs ? err : destination(2))
    return { log, onRequest: onlyFor(log, (request) => out.write(`${combinedLine(request, new Date())}\n`)) }
  }
  const isPretty = format === 'pretty' || (format === 'auto' && out.isTTY === true)
  const stream = isPretty ? await readable(out) : outputs ? out : destination(1)
  const log = careful(level, stream)
  return { log, onRequest: onlyFor(log, requestLine(plain(level, stream))) }
}

const onlyFor = (log: Logger, observer: RequestObserver): RequestObserver | null =>
  log.isLevelEnabled('info') ? observer : null

const common: LoggerOptions = {
  base: undefined,
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: safeError },
}

/** For everybody: whatever an object holds, what is named like a secret stays out. */
const careful = (level: string, stream: DestinationStream | Output): Logger =>
  pino(
    {
      ...common,
      level,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    stream as DestinationStream,
  )

/** For the lines of requests, whose parts are known: looking for secrets would cost more than the line itself. */
const plain = (level: string, stream: DestinationStream | Output): Logger =>
  pino({ ...common, level }, stream as DestinationStream)

/** In this process, not in a thread of its own, and only loaded where somebody looks at a terminal. */
async function readable(out: Output): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty')
  const format = prettyFactory({
    colorize: out.isTTY === true,
    ignore: 'requestId,bytes,operation,method,path,status,ms,viewer',
    translateTime: 'SYS:HH:MM:ss',
  })
  return { write: (line) => void out.write(format(line)) }
}
