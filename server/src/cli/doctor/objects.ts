import { problemOfObjects } from '../../composition/objects.ts'
import type { Config } from '../../config/config.ts'
import { ok, problem, type Verdict } from './verdict.ts'

export async function checkObjects(config: Config): Promise<Verdict> {
  const { s3, dataDir } = config
  if (!s3) return ok(`in ${dataDir}/media`)
  const unfit = await problemOfObjects(config)
  return unfit ? problem(unfit) : ok(`S3 bucket ${s3.bucket}${s3.endpoint ? ` at ${s3.endpoint}` : ''}`)
}
