import { systemClock as clock } from '../../ports/clock.ts'
import { memoryContract } from '../../ports/memory.contract.ts'
import { inProcessMemory } from './memory.ts'

memoryContract('this process', async () => inProcessMemory({ clock }))
