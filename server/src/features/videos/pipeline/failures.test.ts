import { describe, expect, it, vi } from 'vitest'
import { usePipeline } from '../../../../test/support/pipeline.ts'
import { quickTools } from '../../../../test/support/quick-tools.ts'
import { Hopeless } from '../../../jobs/job.ts'
import { MediaError } from '../../../ports/media-tools.ts'
import { generationName } from '../files/keys.ts'
import { timeLimitMs } from './attempt.ts'

const { scene } = usePipeline()

describe('when a video cannot be made', () => {
  it('says what is wrong with the file, and does not try again', async () => {
    const wrong = new MediaError('codec_not_allowed', 'The video is coded with MagicYUV.')
    const { run, videoMedia } = await scene({
      encodeLadder: () => Promise.reject(wrong),
      remuxToHls: async () => null,
    })
    await expect(run(1)).rejects.toThrow(Hopeless)
    expect((await videoMedia()).processing).toMatchObject({ state: 'failed', error: wrong.message })
  })

  it('keeps what is our own fault for the next attempt, which goes on and forgets the error', async () => {
    let isAway = true
    const { run, videoMedia } = await scene({
      encodeLadder: (...args) =>
        isAway ? Promise.reject(new Error('ENOSPC /data/x')) : quickTools.encodeLadder(...args),
      remuxToHls: async () => null,
    })
    await expect(run(1)).rejects.toThrow('ENOSPC')
    expect((await videoMedia()).processing).toMatchObject({ state: 'processing', error: null })
    isAway = false
    await run(2)
    expect((await videoMedia()).processing).toMatchObject({ state: 'ready', percent: 100, error: null })
  })

  it('tries again once when it took too long, and then says so', async () => {
    const { run, videoMedia } = await scene({
      encodeLadder: () => Promise.reject(new MediaError('transcode_timeout', 'The work took too long.')),
      remuxToHls: async () => null,
    })
    await expect(run(1)).rejects.not.toThrow(Hopeless)
    expect((await videoMedia()).processing).toMatchObject({ state: 'processing', error: null })
    await expect(run(2)).rejects.toThrow(Hopeless)
    expect((await videoMedia()).processing).toMatchObject({
      ...{ state: 'failed', error: expect.stringContaining('took too long') },
    })
  })

  it('has a limit that a timer takes, whatever the length', () => {
    for (const seconds of [0, 0.04, 4.04898, 60.000_001, 43_200.33])
      for (const limit of Object.values(timeLimitMs))
        expect(() => AbortSignal.timeout(limit(seconds))).not.toThrow()
  })

  it('is told to stop when its time is over, which depends on its length', async () => {
    const over = new AbortController()
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal)
    const { run, videoMedia } = await scene({
      encodeLadder: (_source, _into, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason))
          over.abort()
        }),
      remuxToHls: async () => null,
    })
    await expect(run(1)).rejects.toThrow('took too long')
    const limits = timeout.mock.calls.map(([ms]) => ms)
    timeout.mockRestore()
    expect(limits).toEqual([timeLimitMs.early(1), timeLimitMs.ladder(1)])
    expect((await videoMedia()).processing.state).toBe('processing')
    expect(timeLimitMs.ladder(600)).toBeGreaterThan(timeLimitMs.ladder(60) * 5)
    expect(timeLimitMs.ladder(12 * 3_600)).toBeLessThan(48 * 3_600_000)
  })

  it('says so in plain words when it is given up', async () => {
    const { processing, id, videoMedia } = await scene()
    await processing.parked(id)
    expect((await videoMedia()).processing).toMatchObject({
      state: 'failed',
      error: 'The video could not be prepared. Please try to upload it again.',
    })
  })

  it('stops when the process does, without a verdict', async () => {
    const stopping = new AbortController()
    const { run, videoMedia } = await scene({
      encodeLadder: (source, into, options) => {
        stopping.abort()
        return quickTools.encodeLadder(source, into, options)
      },
      remuxToHls: async () => null,
    })
    await expect(run(1, stopping.signal)).rejects.toThrow()
    expect((await videoMedia()).processing).toMatchObject({ state: 'processing', error: null })
  })
})

describe('a damaged video that plays', () => {
  const damaged = () => Promise.reject(new MediaError('transcode_failed', 'That could not be made.'))

  it('is ready without the pictures that could not be made, and says which', async () => {
    const without = async (tools: Parameters<typeof scene>[0]) => {
      const { run, videoMedia } = await scene(tools)
      await run(1)
      return videoMedia()
    }
    const bare = await without({ poster: damaged, storyboard: damaged })
    expect(bare).toMatchObject({ poster: null, storyboard: null, hls: { complete: true } })
    expect(bare.processing).toMatchObject({
      ...{ state: 'ready', percent: 100 },
      error:
        'It plays, but no poster and no storyboard could be made: a part of the file seems to be damaged.',
    })
    const one = await without({ storyboard: damaged })
    expect(one.processing).toMatchObject({
      state: 'ready',
      error: expect.stringMatching(/but no storyboard/),
    })
  })

  it('gets its poster from the second job when only the first had no room', async () => {
    const poster = vi.fn(quickTools.poster).mockImplementationOnce(damaged)
    const { run, videoMedia } = await scene({ poster })
    await run(1)
    const { processing, ...video } = await videoMedia()
    expect([processing, video.poster]).toMatchObject([{ state: 'ready', error: null }, expect.any(String)])
  })

  it('is encoded when it cannot be copied', async () => {
    const { run, videoMedia } = await scene({ remuxToHls: damaged, makeProgressive: damaged })
    await run(1)
    const { processing, hls, progressive } = await videoMedia()
    expect({ processing, hls }).toMatchObject({
      ...{ processing: { state: 'ready', error: null }, hls: { complete: true } },
    })
    expect(progressive).toEqual(expect.any(String))
  })
})

describe('without a transcoder', () => {
  const none = {
    canTranscode: false,
    version: null,
    source: 'none',
    canCopyVideo: false,
    canTonemap: false,
  } as const

  it('leaves a video as it is that browsers play, and says why there is no more', async () => {
    const { run, videoMedia } = await scene(
      { capabilities: { ...none, reason: 'None.' } },
      'public/videos/x/f.mp4',
    )
    await run(1)
    const { processing, hls } = await videoMedia()
    expect({ ...processing, hls }).toMatchObject({
      ...{ state: 'ready', percent: 100, hls: null },
      error: expect.stringContaining('no ffmpeg'),
    })
  })
})

it('goes on with what is made again where an attempt ended, and shows the old until then', async () => {
  let isAway = false
  const poster = vi.fn(quickTools.poster)
  const { run, remake, videoMedia } = await scene({
    poster,
    remuxToHls: async () => null,
    encodeLadder: (...args) =>
      isAway ? Promise.reject(new Error('ENOSPC')) : quickTools.encodeLadder(...args),
  })
  await run(1)
  const before = await videoMedia()
  const keys = [before.hls!.key, before.progressive!, before.poster!, before.storyboard!]
  const replaces = keys.map((key) => generationName(key)!)
  isAway = true
  await expect(remake(1, replaces)).rejects.toThrow('ENOSPC')
  const between = await videoMedia()
  expect(between).toMatchObject({ hls: before.hls, storyboard: before.storyboard, pending: [] })
  expect(between.poster).not.toBe(before.poster)
  isAway = false
  await remake(2, replaces)
  const after = await videoMedia()
  expect(after).toMatchObject({ poster: between.poster, progressive: between.progressive })
  expect(after.hls!.key).not.toBe(before.hls!.key)
  expect(after.storyboard).not.toBe(before.storyboard)
  expect(poster).toHaveBeenCalledTimes(2)
})

it('makes the copy for browsers first when the upload was too large for it to be waited for', async () => {
  const order: string[] = []
  const { run, videoMedia } = await scene({
    makeProgressive: (...args) => {
      order.push('copy')
      return quickTools.makeProgressive(...args)
    },
    remuxToHls: (...args) => {
      order.push('remux')
      return quickTools.remuxToHls(...args)
    },
  })
  await run(1)
  expect(order[0]).toBe('copy')
  const { progressive, processing } = await videoMedia()
  expect(progressive).toMatch(/^public\/videos\/.*\/file\/.*\/video\.mp4$/)
  expect(processing.state).toBe('ready')
})
