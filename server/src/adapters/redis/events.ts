import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { EventMap, EventName, Events } from '../../ports/event-bus.ts'
import type { RedisConnection } from './connection.ts'

interface Parts {
  redis: RedisConnection
  /** The listeners of this process. */
  local: Events
  log: Logger
}

/** Without a name: some of its sender's events were not sent. */
interface Message {
  from: string
  name?: EventName
  event?: unknown
}

/** While nothing can be heard, nothing is believed for longer than this. */
const doubtMs = 500
/** A connection that is dead without saying so is found out. */
const beatMs = 1_000
const deadMs = 3_000

/** Events to every process of the site, over Redis's pub/sub; this process hears its own at once, Redis or not. */
export async function redisEvents({ redis, local, log }: Parts): Promise<Events & { close(): void }> {
  const self = randomBytes(8).toString('base64url')
  const channel = `${redis.prefix}:events`
  const listeners = new Set<() => void>()
  const missed = (): void => {
    for (const listen of listeners) listen()
  }

  let unsent = false
  async function send(message: Omit<Message, 'from'>): Promise<void> {
    try {
      await redis.commands.publish(channel, JSON.stringify({ from: self, ...message }))
    } catch {
      unsent = true
    }
  }
  redis.commands.on('ready', () => {
    if (!unsent) return
    unsent = false
    void send({})
  })

  function hear(text: string): void {
    const { from, name, event } = JSON.parse(text) as Message
    if (from === self) return
    if (name) local.emit(name, event as EventMap[EventName])
    else missed()
  }

  const ear = redis.another({ socketTimeout: deadMs, autoResubscribe: false })
  ear.on('message', (_channel, text: string) => {
    try {
      hear(text)
    } catch (error) {
      log.warn({ err: error }, 'what another process said cannot be understood')
    }
  })

  let doubting: NodeJS.Timeout | undefined
  ear.on('close', () => {
    if (doubting) return
    missed()
    doubting = setInterval(missed, doubtMs).unref()
  })
  ear.on('ready', () => {
    ear.subscribe(channel).then(trust, () => ear.disconnect(true))
  })
  function trust(): void {
    clearInterval(doubting)
    doubting = undefined
    // What was said between the loss and now.
    missed()
  }
  const beating = setInterval(() => {
    if (ear.status === 'ready') ear.ping().catch(() => {})
  }, beatMs).unref()
  await ear.connect().catch(() => {})

  return {
    emit(name, event) {
      local.emit(name, event)
      void send({ name, event })
    },
    on: local.on,
    onMissed(listen) {
      listeners.add(listen)
    },
    close() {
      clearInterval(beating)
      clearInterval(doubting)
      ear.removeAllListeners('close')
      ear.disconnect()
    },
  }
}
