import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { useSite } from '../../test/support/app.ts'
import { cliIn, failedStart } from '../../test/support/cli.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { s3Env, s3UnderTest, useBuckets } from '../../test/support/s3.ts'
import { publish, whenMade } from '../../test/support/videos.ts'

// Left out by vitest.config.ts where there is none.
const { newBucket, newStore } = useBuckets(s3UnderTest()!)
const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }
const { scene, databaseUrl, dataDir } = useSite()

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'reelbase-cli-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** Eleven starts of the tool. */
const patienceMs = 240_000

it(
  'moves the files of a running site to S3, backs it up from there, and restores it there',
  async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    await whenMade(ann, _id)
    const bucket = await newBucket()
    const cwd = await folder()
    const onDisk = cliIn(cwd, { DATABASE_URL: databaseUrl(), DATA_DIR: dataDir(), ...secrets })
    const onS3 = cliIn(cwd, {
      DATABASE_URL: databaseUrl(),
      DATA_DIR: dataDir(),
      ...secrets,
      ...s3Env(bucket),
    })

    expect((await onDisk('files copy --from disk --to s3')).err).toContain('Name the bucket by S3_BUCKET')
    const copied = await onS3('files copy --from disk --to s3')
    expect(copied).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d\d files copied and read back/),
    })
    expect((await onS3('files copy --from disk --to s3')).out).toContain('0 files copied')
    expect(await onS3('files --verify')).toMatchObject({ code: 0, out: 'Files: all right.\n' })
    expect((await onS3('files --repair')).err).toContain('do not say yet whose they are')
    expect((await onS3('files claim')).code).toBe(0)
    expect((await onS3('files --repair')).out).toBe('Nothing had to be moved.\n')

    expect((await onS3('backup saved')).out).toMatch(/Media: \d\d files/)
    const second = await newBucket()
    const database = await freshDatabase()
    onTestFinished(() => database.drop())
    const elsewhere = cliIn(await folder(), { DATABASE_URL: database.url, ...secrets, ...s3Env(second) })
    expect((await elsewhere(`restore ${join(cwd, 'saved')}`)).out).toContain('Restored the backup of')
    expect(await elsewhere('verify')).toMatchObject({
      code: 0,
      out: 'Counters: all right.\nFiles: all right.\n',
    })
    const crosswise = cliIn(cwd, { DATABASE_URL: database.url, ...secrets, ...s3Env(bucket) })
    const { code, out, err } = await crosswise('files --verify')
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('belong to another site than this database')
    expect((await crosswise('doctor')).out).toMatch(/warning +Media files +.*another site than this database/)
    const keys = async (settings: typeof bucket) => {
      const store = await newStore({}, settings)
      return (await Array.fromAsync(store.list(''))).filter((key) => !key.startsWith('private/reelbase/'))
    }
    expect(await keys(second)).toEqual(await keys(bucket))
  },
  patienceMs,
)

it('says at the start, and to the doctor, what is wrong with the store', async () => {
  const bucket = await newBucket()
  const cwd = await folder()
  const wrong = { ...s3Env(bucket), S3_SECRET_ACCESS_KEY: 'wrong' }
  const { code, err } = await failedStart(cwd, { PORT: '0', ...wrong })
  expect([code, err]).toEqual([1, expect.stringContaining('S3_SECRET_ACCESS_KEY is not the secret of')])
  expect((await cliIn(cwd, wrong)('doctor')).out).toContain('S3_SECRET_ACCESS_KEY is not the secret of')
  expect((await cliIn(cwd, s3Env(bucket))('doctor')).out).toContain(`S3 bucket ${bucket.bucket}`)
})
