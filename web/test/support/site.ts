import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { ffmpeg } from '../../../server/test/acceptance/support/ffmpeg.ts'
import { startSite } from './own-site.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the site is. `WEB_TEST_URL` names one that runs already. */
    url: string
    /** That this site vouches for itself with; null: none. */
    certificate: string | null
    /** A film of 20 seconds with sound, of which the server makes several renditions. */
    film: string
  }
}

const filmSeconds = 20

/** Builds the client, starts a server on an empty folder, and makes a film. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-web-'))
  const film = join(folder, 'film.mp4')
  const [, , site] = await Promise.all([
    promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../build/main.ts'), '--if-stale']),
    ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30', '-f', 'lavfi', '-i', 'sine=frequency=440'],
      ...[
        '-t',
        String(filmSeconds),
        '-c:v',
        'libx264',
        '-preset',
        'ultrafast',
        '-g',
        '60',
        '-pix_fmt',
        'yuv420p',
      ],
      ...['-c:a', 'aac', '-movflags', '+faststart', film],
    ]),
    process.env.WEB_TEST_URL
      ? { url: process.env.WEB_TEST_URL.replace(/\/+$/, ''), certificate: null, stop: async () => {} }
      : startSite(join(folder, 'data')),
  ])
  project.provide('url', site.url)
  project.provide('certificate', site.certificate)
  project.provide('film', film)
  return async () => {
    await site.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
