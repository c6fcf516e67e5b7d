import { setTimeout as delay } from 'node:timers/promises'
import { connectionTo, type ServerLock, takeServerLock } from './lock.ts'
import { type Postmaster, type PostmasterOptions, startPostmaster } from './postmaster.ts'

export interface Log {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export interface Supervised {
  version: string
  /** Given up, with the reason. */
  exited: Promise<string>
  close(): Promise<void>
}

/** More deaths than this within the window are not bad luck. */
const deathsAllowed = 5
const windowMs = 60_000

/** Keeps the database running and the server's lock held until closed; throws when it does not come up at first. */
export async function supervise(options: PostmasterOptions, log?: Log): Promise<Supervised> {
  const connection = connectionTo(options.socketFolder)
  const say = (line: string) => {
    const level = /^(FATAL|PANIC)/.test(line) ? 'warn' : 'debug'
    log?.[level]({ postgres: line }, 'the database says')
  }
  let isClosing = false
  let postmaster = await startPostmaster(options, say)
  let lock = await takeLock(connection, postmaster)

  async function keepRunning(): Promise<string> {
    const deaths: number[] = []
    for (;;) {
      const words = await postmaster.exited
      if (isClosing) return never
      deaths.push(performance.now())
      const recent = deaths.filter((at) => at > performance.now() - windowMs)
      if (recent.length > deathsAllowed) return `it ended ${recent.length} times in a minute: ${words}`
      log?.error({ postgres: words }, 'the database ended by itself and is started again')
      try {
        postmaster = await startPostmaster(options, say)
        if (isClosing) await postmaster.stop()
        log?.info({ pid: postmaster.pid }, 'the database runs again')
      } catch (error) {
        return (error as Error).message
      }
    }
  }

  async function keepLock(): Promise<void> {
    for (;;) {
      await lock.lost
      while (!isClosing) {
        const taken = await takeServerLock(connection).catch(() => null)
        if (taken) {
          lock = taken
          break
        }
        await delay(100)
      }
      if (isClosing) return
    }
  }

  const running = keepRunning()
  void keepLock()
  return {
    version: lock.version,
    exited: running.then((reason) => (reason === never ? new Promise<string>(() => {}) : reason)),
    async close() {
      isClosing = true
      await lock.release().catch(() => {})
      await postmaster.stop()
      await running
    },
  }
}

const never = ''

/** We started this database, and nobody locks one that he did not start. */
async function takeLock(
  connection: ReturnType<typeof connectionTo>,
  postmaster: Postmaster,
): Promise<ServerLock> {
  try {
    const lock = await takeServerLock(connection)
    if (lock) return lock
    throw new Error('the lock of a database that has just been started is taken')
  } catch (error) {
    await postmaster.stop()
    throw error
  }
}
