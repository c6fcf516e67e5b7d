import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino'
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
  const isPretty = format === 'pretty' || (format === 'auto' && out.isTTY === true)
  if (format === 'combined') {
    const log = structured(level, outputs ? err : destination(2))
    return { log, onRequest: onlyFor(log, (request) => out.write(`${combinedLine(request, new Date())}\n`)) }
  }
  const log = structured(level, isPretty ? await readable(out) : outputs ? out : destination(1))
  return { log, onRequest: onlyFor(log, requestLine(log)) }
}

const onlyFor = (log: Logger, observer: RequestObserver): RequestObserver | null =>
  log.isLevelEnabled('info') ? observer : null

function structured(level: string, stream: DestinationStream | Output): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: safeError },
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    stream as DestinationStream,
  )
}

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
