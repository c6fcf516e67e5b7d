import type { Logger } from 'pino'
import type { EventMap, EventName, Events } from '../../ports/event-bus.ts'

/** Events within this one process. A listener that throws is logged and harms nobody. */
export function inProcessEvents(log: Logger): Events {
  const listeners = new Map<EventName, ((event: never) => void)[]>()
  return {
    emit(name, event) {
      for (const listen of listeners.get(name) ?? []) {
        try {
          listen(event as never)
        } catch (error) {
          log.error({ err: error, event: name }, 'a listener failed')
        }
      }
    },
    on<Name extends EventName>(name: Name, listen: (event: EventMap[Name]) => void) {
      listeners.set(name, [...(listeners.get(name) ?? []), listen])
    },
    // There is nobody else.
    onMissed() {},
  }
}
