import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { freePort, programPath } from '../../../support/programs.ts'
import { until } from '../settle.ts'

/** versitygw, where `go install` puts it. */
export function s3Program(): string | null {
  const installed = join(process.env.GOPATH ?? join(homedir(), 'go'), 'bin/versitygw')
  return programPath('versitygw') ?? (existsSync(installed) ? installed : null)
}

/** An S3 store on a free port with an empty bucket. */
export async function startS3(folder: string) {
  const files = join(folder, 's3')
  await mkdir(join(files, 'media'), { recursive: true })
  const secret = randomBytes(24).toString('base64url')
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const { host } = new URL(endpoint)
  const child = spawn(
    s3Program() ?? 'versitygw',
    ['--port', host, '--keep-alive', '--quiet', 'posix', files],
    {
      env: { PATH: process.env.PATH, ROOT_ACCESS_KEY: 'reelbase', ROOT_SECRET_KEY: secret },
      stdio: 'ignore',
    },
  )
  const gone = once(child, 'exit')
  const asked = async () => {
    const answer = await fetch(endpoint).catch(() => null)
    await answer?.body?.cancel()
    return answer !== null
  }
  await until('the S3 store answers nobody', asked, Boolean, { everyMs: 50 })
  return {
    settings: {
      ...{ S3_ENDPOINT: endpoint, S3_BUCKET: 'media' },
      ...{ S3_ACCESS_KEY_ID: 'reelbase', S3_SECRET_ACCESS_KEY: secret },
    },
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
