import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { ffmpegBuilds } from '../../../test/support/ffmpeg-builds.ts'
import { makeVideo } from '../../../test/support/samples.ts'
import { detectFfmpeg } from './detect.ts'
import { progressReader, run } from './run.ts'

const folder = await mkdtemp(join(tmpdir(), 'run-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

// Slow on purpose: there must be something to stop.
const { tools } = (await ffmpegBuilds({ preset: 'medium', segmentSeconds: 1 }))[0]!
const slowSample = () => makeVideo({ seconds: 10, width: 854, height: 480 })
const bare = (path: string) => ({ path, wrapper: () => [] })

/** Processes that work inside a folder. */
async function processesIn(place: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const places = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => '')))
  return ids.filter((_, n) => places[n] === place)
}

const started = (into: string) =>
  vi.waitFor(async () => expect((await readdir(join(into, 'v360'))).length).toBeGreaterThan(1), {
    timeout: 20_000,
  })

describe('a running stage', () => {
  it('ends at an abort and leaves no process', async () => {
    const path = await slowSample()
    const source = { path, probe: await tools.probe(path) }
    const into = join(folder, 'aborted')
    const abort = new AbortController()
    const work = tools.encodeLadder(source, into, { copyTop: false, signal: abort.signal })
    const outcome = work.catch((error: unknown) => error)
    await started(into)
    expect(await processesIn(into)).not.toHaveLength(0)
    abort.abort()
    expect(await outcome).toMatchObject({ code: 'transcode_aborted' })
    expect(await processesIn(into)).toHaveLength(0)
  })

  it('dies with the program that started it', async () => {
    const into = join(folder, 'orphaned')
    const script = join(folder, 'parent.ts')
    const imports = `import { detectFfmpeg } from '${import.meta.dirname}/detect.ts'\nimport { createFfmpegTools } from '${import.meta.dirname}/tools.ts'\n`
    await writeFile(
      script,
      `${imports}const tools = createFfmpegTools(await detectFfmpeg(), { preset: 'medium', segmentSeconds: 1 })
const path = ${JSON.stringify(await slowSample())}
await tools.encodeLadder({ path, probe: await tools.probe(path) }, ${JSON.stringify(into)}, { copyTop: false })`,
    )
    const parent: ChildProcess = spawn(process.execPath, [script], { stdio: 'inherit' })
    await started(into)
    parent.kill('SIGKILL')
    await vi.waitFor(async () => expect(await processesIn(into)).toHaveLength(0), 20_000)
  })
})

describe('run', () => {
  it('kills what ignores a polite request', async () => {
    const stubborn = ['-c', 'trap "" TERM; echo $$; while :; do sleep 0.05; done']
    const begun = performance.now()
    await expect(run(bare('/bin/sh'), stubborn, { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'transcode_timeout',
    })
    expect(performance.now() - begun).toBeGreaterThan(4900)
  })

  it('kills what makes no progress', async () => {
    const stuck = ['-c', 'echo out_time_us=5; while :; do echo out_time_us=5; sleep 0.02; done']
    const options = { timeoutMs: 20_000, stallMs: 300, onProgress: () => {} }
    await expect(run(bare('/bin/sh'), stuck, options)).rejects.toMatchObject({ code: 'transcode_timeout' })
  })

  it.skipIf(process.platform !== 'linux')('ends what has worked for as long as it may', async () => {
    const { ffprobe } = await detectFfmpeg()
    const busy = { path: '/bin/sh', wrapper: ffprobe!.wrapper }
    const limits = { cpuSeconds: 1, fileBytes: 2 ** 20, background: false }
    const begun = run(busy, ['-c', 'while :; do :; done'], { timeoutMs: 60_000, limits })
    await expect(begun).rejects.toMatchObject({ code: 'transcode_timeout' })
  })

  it('hides the environment, and keeps the last 8 kB of what went wrong', async () => {
    process.env.RUN_TEST_SECRET = 'hush'
    const script = ['-c', 'env; i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done; exit 3']
    const { exitCode, stdout, stderr } = await run(bare('/bin/sh'), script, { timeoutMs: 20_000 })
    expect(exitCode).toBe(3)
    expect(stdout).not.toContain('hush')
    expect(stderr.length).toBeLessThanOrEqual(8192)
    expect(stderr).toMatch(/line 2999\n$/)
  })

  it('does not start when it is called off already', async () => {
    const work = run(bare('/bin/sh'), ['-c', 'exit 0'], { timeoutMs: 1000, signal: AbortSignal.abort() })
    await expect(work).rejects.toMatchObject({ code: 'transcode_aborted' })
  })
})

it('reads progress from broken lines, under both names, forwards only', () => {
  const said: number[] = []
  const read = progressReader(
    (doneUs) => said.push(doneUs),
    () => {},
  )
  for (const text of [
    'frame=1\nout_time_us=10',
    '00\nout_time_ms=1000\n',
    'out_time_us=N/A\nout_time_us=900\nout_time_ms=2000\n',
    'progress=end\n',
  ])
    read(text)
  expect(said).toEqual([1000, 2000])
})
