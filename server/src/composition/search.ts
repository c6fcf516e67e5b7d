import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { searchJobs } from '../features/search/jobs.ts'
import { createSearch } from '../features/search/service.ts'
import type { SearchStore } from '../features/search/store.ts'
import { createSearchUpkeep } from '../features/search/upkeep.ts'
import { every } from '../lib/every.ts'
import type { Events } from '../ports/event-bus.ts'

interface SearchParts {
  config: Config
  store: SearchStore
  events: Events
  log: Logger
}

const catchUpEveryMs = 3_600_000
const forgetEveryMs = 60_000

export function composeSearch({ config, store, events, log }: SearchParts) {
  const upkeep = createSearchUpkeep({ store })
  const onError = (error: unknown) => log.warn({ err: error }, 'the words of videos could not be kept')
  const tasks = config.roles.worker
    ? [every(catchUpEveryMs, upkeep.catchUp, onError), every(forgetEveryMs, upkeep.forgetSome, onError)]
    : []
  const search = createSearch({ store, events })
  return {
    search,
    caches: { search_totals: search.totals },
    jobs: searchJobs({ store }),
    async close() {
      upkeep.stop()
      await Promise.all(tasks.map((task) => task.stop()))
    },
  }
}
