import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'
import { makeVideo } from '../../../test/support/samples.ts'
import { fileOf, publish, smallVideo, upload } from '../../../test/support/videos.ts'

const { scene, visitor, dataDir, app } = useSite({ env: { ROLES: 'web', MAX_VIDEO_BYTES: '2MiB' } })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reelbase-publish-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Objects of videos, and staged files; what is left of a lease is no file of an upload. */
async function storedFiles(): Promise<string[]> {
  const names: string[] = []
  for (const part of ['media', 'uploads', 'work']) {
    const entries = await readdir(join(dataDir(), part), { recursive: true, withFileTypes: true }).catch(
      () => [],
    )
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && entry.name !== 'lease' && !path.includes('/users/')) names.push(path)
    }
  }
  return names.sort()
}

describe('POST /videos', () => {
  it('answers 201 with the video, its owner in it', async () => {
    const { ann } = await scene()
    const answer = await upload(ann, { title: ' A day\tat the sea ', description: 'Waves.\r\nAnd a dog.' })
    expect(answer).toMatchObject({
      status: 201,
      message: 'The video was published',
      data: {
        ...{ title: 'A day at the sea', description: 'Waves.\nAnd a dog.', tags: [], views: 0 },
        ...{ privacy: 'public', isPublished: true, likesCount: 0, commentsCount: 0 },
        owner: { _id: ann._id, username: ann.username },
        sources: { hls: null },
        processing: { state: 'queued', stage: 'waiting', percent: 0, renditions: [], error: null },
        captions: [],
      },
    })
    expect(answer.data.sources.progressive).toBe(answer.data.videoFile)
  })

  it('plays at once, by ranges, in a plain video element', async () => {
    const { ann } = await scene()
    const { videoFile } = await publish(ann)
    const part = await visitor().fetch(videoFile, { headers: { range: 'bytes=0-99' } })
    expect([part.status, part.headers.get('content-type')]).toEqual([206, 'video/mp4'])
    expect((await part.arrayBuffer()).byteLength).toBe(100)
  })

  it('keeps the upload itself from everybody but its owner, and the place where it was filmed', async () => {
    const { ann } = await scene()
    const options = ['-metadata', 'location=+48.8577+002.295/', '-metadata', 'title=filmed at home']
    const video = await publish(ann, {}, { ...smallVideo, options })
    const copy = Buffer.from(await (await visitor().fetch(video.videoFile)).arrayBuffer())
    expect(copy.includes('+48.8577')).toBe(false)
    expect(copy.includes('filmed at home')).toBe(false)
    const raw = Buffer.from(await (await visitor().fetch(video.sources.original)).arrayBuffer())
    expect(raw.includes('filmed at home')).toBe(true)
    const seen = (await visitor().get(`/videos/${video._id}`)).data
    expect(JSON.stringify(seen)).not.toContain('/source/')
    const stored = (await storedFiles()).filter((path) => path.includes(video._id))
    const source = stored.find((path) => path.includes('/private/') && path.includes('/source/'))
    expect(source).toBeTruthy()
    const path = source!.split('/media/')[1]!
    for (const address of [`/media/o/${path}`, `/media/o/${path.replace('private/', '')}`]) {
      expect((await visitor().fetch(address)).status).toBe(404)
    }
  })

  it('is taken under the alias route and the alias name of the file', async () => {
    const { ann } = await scene()
    const video = await fileOf(await makeVideo(smallVideo), 'application/octet-stream')
    const answer = await ann.post('/videos/publish', form({ title: 'Alias', video }))
    expect(answer).toMatchObject({ status: 201, data: { title: 'Alias', description: '' } })
  })

  it.each([
    ['["sea","a, dog",""]', ['sea', 'a, dog']],
    ['sea, dog ,,sea', ['sea', 'dog']],
    ['', []],
  ])('reads the tags %s', async (tags, expected) => {
    const { ann } = await scene()
    expect((await publish(ann, { tags })).tags).toEqual(expected)
  })

  it('reads tags from repeated fields', async () => {
    const { ann } = await scene()
    const data = form({ title: 'Tags', videoFile: await fileOf(await makeVideo(smallVideo)) })
    for (const tag of ['one', 'two, three']) data.append('tags', tag)
    expect((await ann.post('/videos', data)).data.tags).toEqual(['one', 'two, three'])
  })

  it('takes the owner’s thumbnail, encoded anew in two sizes', async () => {
    const { ann } = await scene()
    const video = await publish(ann, { thumbnail: await pictureFile() })
    for (const address of [video.thumbnail, video.thumbnailSmall]) {
      const picture = await visitor().fetch(address)
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
    }
    expect(video.thumbnail).not.toBe(video.thumbnailSmall)
  })

  it('can be unlisted, private or unpublished from the start', async () => {
    const { ann, bob } = await scene()
    for (const fields of [{ privacy: 'private' }, { isPublished: 'false' }]) {
      const { data: video, message } = await upload(ann, fields)
      expect(message).toMatch(/^The video was uploaded, (and is not published yet|for nobody else to see)$/)
      expect(video).toMatchObject({ publishedAt: null, videoFile: expect.stringContaining('/media/t/') })
      expect((await bob.get(`/videos/${video._id}`)).status).toBe(404)
      expect((await ann.get(`/videos/${video._id}`)).status).toBe(200)
    }
    const unlisted = await publish(ann, { privacy: 'unlisted' })
    expect((await bob.get(`/videos/${unlisted._id}`)).status).toBe(200)
    expect((await bob.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
  })

  it('counts among the videos of its channel', async () => {
    const { ann, bob } = await scene()
    await publish(ann)
    await publish(ann, { privacy: 'private' })
    expect((await bob.get(`/users/c/${ann.username}`)).data.videosCount).toBe(1)
  })

  it.each<[string, number, string, Record<string, string>]>([
    ['a blank title', 400, 'invalid_input', { title: '  ' }],
    ['a long title', 400, 'invalid_input', { title: 'x'.repeat(151) }],
    ['a long description', 400, 'invalid_input', { description: 'x'.repeat(5001) }],
    [
      '21 tags',
      400,
      'invalid_input',
      { tags: JSON.stringify(Array.from({ length: 21 }, (_, n) => `t${n}`)) },
    ],
    ['a long tag', 400, 'invalid_input', { tags: 'x'.repeat(31) }],
    ['another privacy', 400, 'invalid_input', { privacy: 'secret' }],
    ['an odd flag', 400, 'invalid_input', { isPublished: 'maybe' }],
  ])('refuses %s with %i', async (_name, status, code, fields) => {
    const { ann } = await scene()
    expect(await upload(ann, fields)).toMatchObject({ status, code })
    expect(await upload(visitor(), fields)).toMatchObject({ status: 401 })
  })

  const contents: [string, string, Buffer | string][] = [
    ['a text', 'not_a_video', 'Dear video platform,\n'.repeat(100)],
    ['a page', 'not_a_video', '<!doctype html><video src=x>'],
    ['a manifest', 'not_a_video', '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n'],
    ['a zip', 'not_a_video', Buffer.from(`504b0304${'00'.repeat(2000)}`, 'hex')],
    ['nothing', 'not_a_video', ''],
    ['a picture', 'not_a_video', Buffer.from(`ffd8ffe0${'00'.repeat(2000)}`, 'hex')],
  ]
  it.each(contents)('answers 422 to %s, and keeps nothing of it', async (name, code, content) => {
    const { ann } = await scene()
    const path = join(folder, `${name}.mp4`)
    await writeFile(path, content)
    const before = await storedFiles()
    const answer = await ann.post('/videos', form({ title: 'Odd', videoFile: await fileOf(path) }))
    expect(answer).toMatchObject({ status: 422, code, errors: [{ path: 'videoFile' }] })
    expect(answer.message).not.toMatch(/[/\\]|ffprobe/)
    expect(await storedFiles()).toEqual(before)
    expect((await ann.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
  })

  it('answers 422 to a film without pictures', async () => {
    const { ann } = await scene()
    const answer = await upload(ann, {}, { ...smallVideo, options: ['-vn'] })
    expect(answer).toMatchObject({ status: 422, code: 'no_video_stream' })
  })

  it('answers 422 to a thumbnail that is no picture, and keeps nothing', async () => {
    const { ann } = await scene()
    const before = await storedFiles()
    const thumbnail = new File(['not a picture'], 'a.jpg', { type: 'image/jpeg' })
    const answer = await upload(ann, { thumbnail })
    expect(answer).toMatchObject({ status: 422, code: 'not_a_picture', errors: [{ path: 'thumbnail' }] })
    expect(await storedFiles()).toEqual(before)
  })

  it('answers 415 to a thumbnail that is declared to be something else', async () => {
    const { ann } = await scene()
    const before = await storedFiles()
    const thumbnail = new File([await pictureFile()], 'a.txt', { type: 'text/plain' })
    const answer = await upload(ann, { thumbnail })
    expect(answer).toMatchObject({
      ...{ status: 415, code: 'unsupported_file_type', errors: [{ path: 'thumbnail' }] },
    })
    expect(await storedFiles()).toEqual(before)
  })

  it('answers 415 to a declared type that is none of a video', async () => {
    const { ann } = await scene()
    const videoFile = await fileOf(await makeVideo(smallVideo), 'text/plain')
    const answer = await ann.post('/videos', form({ title: 'Text', videoFile }))
    expect(answer).toMatchObject({ status: 415, code: 'unsupported_file_type' })
  })

  it('answers 400 without a file, and 413 to one that is too large', async () => {
    const { ann } = await scene()
    expect(await ann.post('/videos', form({ title: 'None' }))).toMatchObject({
      status: 400,
      code: 'missing_file',
    })
    const path = join(folder, 'large.mp4')
    await writeFile(path, Buffer.alloc(3 * 1024 * 1024))
    const large = await ann.post('/videos', form({ title: 'Large', videoFile: await fileOf(path) }))
    expect(large).toMatchObject({ status: 413, code: 'file_too_large' })
  })

  it('says so when browsers cannot play it yet, and lists it only when they can', async () => {
    const { ann, bob } = await scene()
    const answer = await upload(ann, {}, { ...smallVideo, container: 'avi' })
    expect(answer).toMatchObject({
      status: 201,
      message: 'The video was uploaded and is being prepared',
      data: { videoFile: null, publishedAt: null, processing: { state: 'queued' } },
    })
    expect((await bob.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
    expect((await bob.get(`/videos/${answer.data._id}`)).status).toBe(200)
  })

  it('keeps no file when the row cannot be written', async () => {
    const { ann } = await scene()
    const before = await storedFiles()
    await app().postgres.script("alter table videos add constraint no_more check (title <> 'Unlucky')")
    try {
      expect(await upload(ann, { title: 'Unlucky' })).toMatchObject({ status: 500 })
    } finally {
      await app().postgres.script('alter table videos drop constraint no_more')
    }
    expect(await storedFiles()).toEqual(before)
  })
})
