import { afterAll, expect, it } from 'vitest'
import { useSite } from '../test/support/app.ts'
import { serveMetrics } from './http/edge/metrics-server.ts'

const { app, visitor } = useSite({ env: { METRICS: 'on' } })
const closing: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closing.map((close) => close())))

it('tells of each cache what it knew and what it had to ask for', async () => {
  const served = await serveMetrics(app().metrics!, { port: 0, host: '127.0.0.1' })
  closing.push(served.close)
  const figures = async () => (await fetch(`http://127.0.0.1:${served.port}/metrics`)).text()
  for (let time = 0; time < 3; time++) await visitor().get('/videos')
  const text = await figures()
  expect(text).toContain('reelbase_cache_hits{cache="video_totals"} 2')
  expect(text).toContain('reelbase_cache_misses{cache="video_totals"} 1')
  expect(text).toContain('reelbase_cache_size{cache="video_totals"} 1')
  for (const cache of ['video_cards', 'media_facts', 'comment_totals', 'playlist_totals'])
    expect(text).toMatch(new RegExp(`reelbase_cache_hits\\{cache="${cache}"\\} \\d`))
})
