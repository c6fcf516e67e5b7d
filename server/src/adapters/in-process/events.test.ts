import { pino } from 'pino'
import { eventsContract } from '../../ports/event-bus.contract.ts'
import { inProcessEvents } from './events.ts'

eventsContract('this process', async () => ({ processes: [inProcessEvents(pino({ level: 'silent' }))] }))
