import { redisProblem } from '../../composition/shared.ts'
import type { Config } from '../../config/config.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

export async function checkRedis(config: Config): Promise<Verdict> {
  const { redis, roles } = config
  if (!redis) {
    return roles.web && roles.worker
      ? ok('none, for one process')
      : warning('none, but ROLES is for several processes: give all of them the same REDIS_URL')
  }
  const unfit = await redisProblem(config, { patienceMs: 0 })
  return unfit ? problem(unfit) : ok('Redis at REDIS_URL')
}
