import { connectEmbedded } from '../../adapters/postgres/embedded/start.ts'
import type { Config } from '../../config/config.ts'
import { portProblem } from '../../http/edge/port-problem.ts'
import { ok, problem, type Verdict, warning } from './verdict.ts'

export async function checkPort({ http, roles, database, mongo, dataDir }: Config): Promise<Verdict> {
  if (!roles.web) return ok('not needed: this process does not answer requests')
  const found = await portProblem(http.port, http.host, 'PORT')
  if (!found) return ok(`${http.port} is free`)
  if (!found.isReelbase) return problem(found.says)
  const answers = `${http.port}: a Reelbase answers there`
  if (database || mongo) return warning(`${answers}. If it is not this site's own, stop it, or set PORT.`)
  // Of this folder's database it is known whether a server works on it.
  return (await connectEmbedded({ dataDir })) ? ok(answers) : problem(found.says)
}
