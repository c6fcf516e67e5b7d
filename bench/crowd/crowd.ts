import { once } from 'node:events'
import { Agent, request } from 'node:http'

export interface CrowdInput {
  url: string
  videoId: string
  /** Of those who like and unlike. */
  tokens: string[]
}

/** What was answered until now, in so many seconds of going. */
export interface CrowdTold {
  likes: number
  views: number
  seconds: number
}

const everyMs = 10
const [likesPerSecond, viewsPerSecond] = [200, 500]

/** Goes and pauses as it is told; sends what is due by the clock, whether or not the server keeps up. */
const [{ url, videoId, tokens }] = (await once(process, 'message')) as [CrowdInput]
const agent = new Agent({ keepAlive: true, maxSockets: 100 })
const told: CrowdTold = { likes: 0, views: 0, seconds: 0 }
const sent = { likes: 0, views: 0 }
let timer: NodeJS.Timeout | undefined
let waiting = 0

function send(kind: 'likes' | 'views', method: string, path: string, headers: Record<string, string>): void {
  waiting++
  const asking = request(url + path, { method, agent, headers }, (answer) => {
    if (answer.statusCode === 200) told[kind]++
    answer.resume().once('close', () => waiting--)
  })
  asking.once('error', () => waiting--)
  asking.end()
}

function like(): void {
  const token = tokens[sent.likes++ % tokens.length]!
  send('likes', 'POST', `/api/v1/likes/toggle/v/${videoId}`, { authorization: `Bearer ${token}` })
}

/** Each from another address, so that it counts. */
function watch(): void {
  const n = sent.views++
  const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  const browser = `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ${n}`
  send('views', 'GET', `/api/v1/videos/${videoId}`, { 'x-forwarded-for': address, 'user-agent': browser })
}

function go(): void {
  const before = { ...sent, seconds: told.seconds }
  const began = performance.now()
  timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000
    told.seconds = before.seconds + seconds
    while (sent.likes - before.likes < seconds * likesPerSecond) like()
    while (sent.views - before.views < seconds * viewsPerSecond) watch()
  }, everyMs)
}

async function pause(): Promise<void> {
  clearInterval(timer)
  while (waiting > 0) await new Promise((resolve) => setTimeout(resolve, everyMs))
}

process.on('message', async (word) => {
  if (word === 'go') go()
  else await pause()
  process.send?.(told)
})
process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
process.send?.('ready')
