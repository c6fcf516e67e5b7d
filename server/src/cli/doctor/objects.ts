import { problemOfObjects } from '../../composition/objects.ts'
import type { Config } from '../../config/config.ts'
import { ok, problem, type Verdict } from './verdict.ts'

export async function checkObjects(config: Config): Promise<Verdict> {
  const { s3, cloudinary, dataDir } = config
  const unfit = await problemOfObjects(config)
  if (unfit) return problem(unfit)
  if (cloudinary) return ok(`Cloudinary, cloud ${cloudinary.cloudName}`)
  if (!s3) return ok(`in ${dataDir}/media`)
  return ok(`S3 bucket ${s3.bucket}${s3.endpoint ? ` at ${s3.endpoint}` : ''}`)
}
