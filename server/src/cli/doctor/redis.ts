import type { Config } from '../../config/config.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

export async function checkRedis({ redis, roles }: Config): Promise<Verdict> {
  if (!redis) {
    return roles.web && roles.worker
      ? ok('none, for one process')
      : warning('none, but ROLES is for several processes: give all of them the same REDIS_URL')
  }
  const { problemOfRedis } = await import('../../adapters/redis/problem.ts')
  const unfit = await problemOfRedis(redis.url, { patienceMs: 0 })
  return unfit ? problem(unfit) : ok('Redis at REDIS_URL')
}
