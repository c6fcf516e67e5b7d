import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { cliIn, failedStart } from '../../test/support/cli.ts'
import { siteOnCloudinary } from '../../test/support/cloudinary/site.ts'
import { freshDatabase } from '../../test/support/database.ts'
import { publish, whenMade } from '../../test/support/videos.ts'

const secrets = { ACCESS_TOKEN_SECRET: 'a'.repeat(32), REFRESH_TOKEN_SECRET: 'b'.repeat(32) }
const { scene, databaseUrl, standIn, jobsDone } = await siteOnCloudinary()

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'reelbase-cli-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

/** Eleven starts of the tool. */
const patienceMs = 240_000

it(
  'compares files at Cloudinary with rows, puts leftovers away, and backs up what it cannot copy',
  async () => {
    const { ann } = await scene()
    const { _id } = await publish(ann)
    await whenMade(ann, _id)
    await jobsDone()
    const cwd = await folder()
    const tool = cliIn(cwd, { DATABASE_URL: databaseUrl(), ...secrets, ...standIn.env })
    expect(await tool('files --verify')).toMatchObject({ code: 0, out: 'Files: all right.\n' })
    expect((await tool('files copy --from disk --to s3')).err).toContain('are not copied to Cloudinary')

    const lost = standIn.assets().find((name) => name.includes(_id) && name.endsWith('/poster'))!
    const poster = standIn.cloud.assets.get(lost)!
    standIn.cloud.assets.delete(lost)
    const missing = await tool('files --verify')
    expect(missing).toMatchObject({ code: 1, out: expect.stringContaining('/poster.jpg of videos/') })
    standIn.cloud.assets.set(lost, poster)

    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000)
    const left = {
      ...poster,
      publicId: `reelbase/videos/${'f'.repeat(24)}/img/ab/poster`,
      createdAt: twoDaysAgo,
    }
    standIn.cloud.assets.set(`image/upload/${left.publicId}`, left)
    expect((await tool('files --verify')).out).toContain('1 file that nobody needs')
    expect((await tool('files --repair --force')).out).toContain('1 file moved to the trash')
    expect(standIn.assets().filter((name) => name.includes('reelbase-trash/'))).toEqual([
      expect.stringMatching(/^image\/authenticated\/reelbase-trash\/.+\/poster$/),
    ])

    expect(await tool('backup saved')).toMatchObject({ code: 0, err: '' })
    const database = await freshDatabase()
    onTestFinished(() => database.drop())
    const elsewhere = cliIn(await folder(), { DATABASE_URL: database.url, ...secrets })
    expect((await elsewhere(`restore ${join(cwd, 'saved')}`)).out).toContain('Restored the backup of')
    expect(await elsewhere('verify')).toMatchObject({ out: 'Counters: all right.\nFiles: all right.\n' })
    expect((await elsewhere('videos remake --all')).out).toContain('1 video in line')
  },
  patienceMs,
)

it(
  'says at the start, and to the doctor, what is wrong with the cloud',
  async () => {
    const cwd = await folder()
    const wrong = { ...standIn.env, CLOUDINARY_API_SECRET: 'wrong' }
    const { code, err } = await failedStart(cwd, { PORT: '0', ...wrong })
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('Correct CLOUDINARY_API_KEY and CLOUDINARY_API_SECRET'),
    ])
    expect((await cliIn(cwd, wrong)('doctor')).out).toContain('Correct CLOUDINARY_API_KEY')
    expect((await cliIn(cwd, standIn.env)('doctor')).out).toMatch(/ok +Media files +Cloudinary, cloud demo/)
  },
  patienceMs,
)
