import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Published, type Reelbase, reelbase } from './api.ts'
import { channels, type DemoChannel } from './channels.ts'
import { type Ffmpeg, findFfmpeg } from './ffmpeg.ts'
import { makeAvatar, makeVideo } from './pictures.ts'
import { Problem } from './problem.ts'

/**
 * Fills a running server with three channels and eight videos, through its public API:
 *
 *     npm run demo [-- http://localhost:5000]
 *
 * What is there already is left alone, so it can be run again, also after it was interrupted.
 */
const knownPassword = 'reelbase-demo'

interface Place {
  api: Reelbase
  ffmpeg: Ffmpeg
  folder: string
  password: string
}

async function main(): Promise<void> {
  const url = serverAddress(process.argv[2] ?? `http://localhost:${process.env.PORT ?? 5000}`)
  const password = passwordFor(url)
  const api = reelbase(url)
  await api.check()
  const ffmpeg = await findFfmpeg()
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-demo-'))
  try {
    const place = { api, ffmpeg, folder, password }
    let made = 0
    for (const channel of channels) made += await fill(channel, place)
    console.log(
      made === 0
        ? '\nEverything was there already: nothing was added.'
        : `\n${made} ${made === 1 ? 'video was' : 'videos were'} added. They play at once; their renditions follow in the background.`,
    )
    console.log(`Look at them on ${url}/. Log in as ${channels.map(({ username }) => username).join(', ')}`)
    console.log(
      password === knownPassword ? `with the password ${password}` : 'with the password in DEMO_PASSWORD',
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function serverAddress(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new Problem(`"${text}" is not an address. Give one such as http://localhost:5000`)
  }
  return text.replace(/\/+$/, '')
}

/** Everybody can read the usual one here, so it is for one's own machine alone. */
function passwordFor(url: string): string {
  if (process.env.DEMO_PASSWORD) return process.env.DEMO_PASSWORD
  const { hostname } = new URL(url)
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return knownPassword
  throw new Problem(
    `${hostname} is not this machine: choose a password for the demo's users in DEMO_PASSWORD.`,
  )
}

/** Answers how many videos it had to make. */
async function fill(channel: DemoChannel, place: Place): Promise<number> {
  const { api } = place
  await enter(channel, place)
  console.log(`\n${channel.fullName} (${channel.username})`)
  const there = new Map((await api.ownVideos()).map((video) => [video.title, video]))
  let made = 0
  for (const video of channel.videos) {
    const existing = there.get(video.title)
    if (existing) {
      say(existing, 'is there already')
      continue
    }
    const path = join(place.folder, `${channel.username}-${made}.mp4`)
    await makeVideo(place.ffmpeg, video, path)
    say(await api.publish(video, path), `${video.seconds} s`)
    await rm(path)
    made++
  }
  return made
}

const say = ({ title, videoFile }: Published, note: string): void =>
  console.log(`  ${title} (${note})\n    ${videoFile}`)

async function enter(channel: DemoChannel, { api, ffmpeg, folder, password }: Place): Promise<void> {
  const { username, fullName, bio } = channel
  if (await api.logIn(username, password)) return
  const avatar = await makeAvatar(ffmpeg, channel, folder)
  await api.register({ username, fullName, email: `${username}@example.org`, password }, avatar)
  await api.logIn(username, password)
  await api.describeChannel(bio)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof Problem)) throw error
  console.error(error.message)
  process.exit(1)
}
