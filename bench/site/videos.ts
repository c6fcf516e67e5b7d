import { titleKeyOf } from '../../server/src/lib/title-key.ts'
import type { SeededUser } from './people.ts'
import { ownVideos } from './people.ts'
import { idAt, skewed } from './random.ts'
import { planted, sentence } from './words.ts'

const day = 86_400_000
const generation = 'c0ffee'.repeat(4)

/** Rows of `videos`, made one by one: 200,000 at once would not fit. Few users own most of them. */
export function* makeVideos(random: () => number, users: SeededUser[], count: number): Generator<object> {
  const viewer = users.at(-1)!
  const others = users.length - 1
  const stride = Math.floor(count / ownVideos)
  let listed = 0
  for (let n = 0; n < count; n++) {
    const isOwn = n % stride === 0 && n / stride < ownVideos
    const owner = isOwn ? viewer : users[skewed(random, others)]!
    // The dashboard shows them all, and what is closed has addresses with a token.
    const isListed = random() < 0.93 || isOwn
    const at = new Date(Date.now() - Math.floor((1 + random() * 390) * day))
    yield videoRow(random, owner, at, isListed, isListed ? plantedIn(listed++) : '')
  }
}

/** Spread over the first 20,000, so that both sizes have as many hits. */
function plantedIn(nth: number): string {
  const words = Object.entries(planted).filter(
    ([, hits]) => nth % Math.floor(18_000 / hits) === 0 && nth / Math.floor(18_000 / hits) < hits,
  )
  return words.map(([word]) => ` ${word}`).join('')
}

function videoRow(random: () => number, owner: SeededUser, at: Date, isListed: boolean, more: string) {
  const id = idAt(random, at)
  const title = sentence(random, 3 + Math.floor(random() * 6)) + more
  const description = sentence(random, 20 + Math.floor(random() * 60))
  const tags = [...new Set(sentence(random, 3).split(' '))]
  const durationSeconds = Math.round(20 + random() ** 3 * 3_000)
  return {
    ...{ id, owner_id: owner.id, title, title_key: titleKeyOf(title), description, tags },
    ...{ privacy: isListed || random() < 0.3 ? 'public' : 'unlisted', is_published: isListed },
    ...{ published_at: at, duration_seconds: durationSeconds, ...mediaOf(id, durationSeconds) },
    ...{ processing_state: 'ready', processing_stage: 'done', processing_percent: 100 },
    ...{ processing_error: null, truncated: false, media_version: 1, pending_prefixes: [] },
    ...{ comments_enabled: true, created_at: at, updated_at: at },
  }
}

function mediaOf(id: string, durationSeconds: number): object {
  const folder = (kind: string): string => `public/videos/${id}/${kind}/${generation}/`
  const rendition = (width: number, height: number, bits: number) => ({
    ...{ name: `v${height}`, width, height, frameRate: 30, codecs: 'avc1.64001f', copied: false },
    ...{ peakBitRate: bits, averageBitRate: Math.round(bits * 0.7) },
  })
  const renditions = [
    rendition(1920, 1080, 6e6),
    rendition(1280, 720, 3e6),
    rendition(854, 480, 15e5),
    rendition(640, 360, 8e5),
  ]
  return {
    source_key: `private/videos/${id}/source/${generation}/source.mp4`,
    progressive_key: `${folder('file')}video.mp4`,
    hls: { key: `${folder('hls')}master.m3u8`, renditions, hasAudio: true, durationSeconds, complete: true },
    ...{ poster_key: `${folder('img')}poster.jpg`, thumbnail_key: `${folder('img')}large.jpg` },
    ...{ thumbnail_small_key: `${folder('img')}small.jpg`, thumbnail_is_own: false },
    storyboard_key: `${folder('storyboard')}storyboard.vtt`,
  }
}
