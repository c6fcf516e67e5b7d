import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { forbiddenImports } from './check-imports.ts'
import { type House, server, web } from './rooms.ts'

let source: string

beforeEach(async () => {
  source = await mkdtemp(join(tmpdir(), 'reelbase-imports-'))
})
afterEach(() => rm(source, { recursive: true }))

async function problemsOf(file: string, text: string, house: House = server): Promise<string[]> {
  await mkdir(dirname(join(source, file)), { recursive: true })
  await writeFile(join(source, file), text)
  return forbiddenImports(source, house)
}

it.each([
  ['features/likes/service.ts', "import { createVideos } from '../videos/service.ts'"],
  ['features/likes/service.ts', "import { type Videos, createVideos } from '../videos/service.ts'"],
  ['features/likes/service.ts', "import type { VideoStore } from '../videos/store.ts'"],
  ['features/likes/store.ts', "import { videoOrders } from '../videos/store.ts'"],
  ['features/likes/service.ts', "import { endpoint } from '../../http/endpoint.ts'"],
  ['features/likes/service.ts', "import { openPostgres } from '../../adapters/postgres/connection.ts'"],
  ['features/likes/service.ts', "const pg = await import('../../adapters/postgres/connection.ts')"],
  ['features/likes/service.ts', "type P = import('../../adapters/postgres/connection.ts').Postgres"],
  ['features/likes/service.ts', "let p: typeof import('../../adapters/postgres/connection.ts')"],
  ['features/likes/service.ts', "const name = 'pg'\nawait import(name)"],
  ['features/likes/service.ts', "await import('../' + name)"],
  ['features/likes/deep/rules.ts', "export { createVideos } from '../../videos/service.ts'"],
  ['features/likes/store.ts', "import pg from 'pg'"],
  ['features/likes/routes.ts', "import { Router } from 'express'"],
  ['http/server.ts', "import { likeRoutes } from '../features/likes/routes.ts'"],
  ['lib/text.ts', "import { appError } from '../errors.ts'"],
  ['ports/clock.ts', "import type { Config } from '../config/config.ts'"],
  ['adapters/mongo/likes.ts', "import { prepared } from '../postgres/statement.ts'"],
  ['adapters/mongo/likes.ts', "import type { Likes } from '../../features/likes/service.ts'"],
  ['lib/text.ts', "import '../../test/support/contract.ts'"],
  ['unheard-of/x.ts', "import '../lib/text.ts'"],
])('catches in %s: %s', async (file, text) => {
  const problems = await problemsOf(file, text)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`${file} may not import `)
})

it.each([
  ['features/likes/service.ts', "import type { Videos } from '../videos/service.ts'"],
  ['features/likes/service.ts', "import { type Videos } from '../videos/service.ts'"],
  ['features/likes/store.ts', "import type { Video } from '../videos/store.ts'"],
  ['features/likes/service.ts', "type V = import('../videos/service.ts').Videos"],
  ['features/likes/service.ts', "import { videoPolicy } from '../videos/policy.ts'"],
  ['features/likes/service.ts', "import { likePolicy } from './policy.ts'"],
  ['features/likes/routes.ts', "import { endpoint } from '../../http/endpoint.ts'"],
  ['features/likes/likes.test.ts', "import { openPostgres } from '../../adapters/postgres/connection.ts'"],
  ['adapters/postgres/stores/likes.ts', "import type { LikeStore } from '../../../features/likes/store.ts'"],
  ['adapters/postgres/stores/likes.ts', "import { sql } from 'kysely'"],
  ['http/server.ts', "import type { Config } from '../config/config.ts'"],
  ['app.ts', "import { openPostgres } from './adapters/postgres/connection.ts'"],
])('lets pass in %s: %s', async (file, text) => {
  expect(await problemsOf(file, text)).toEqual([])
})

it.each([
  ['features/videos/watch-page.tsx', "import Hls from 'hls.js'"],
  ['features/users/links.tsx', "import { HomePage } from '../videos/home-page.tsx'"],
  ['ui/button.tsx', "import { useViewer } from '../features/users/viewer.ts'"],
  ['lib/form.ts', "import { text } from '../text/text.ts'"],
  ['api/client.ts', "import { endpoint } from '../../../server/src/http/endpoint.ts'"],
])('catches in the web client %s: %s', async (file, text) => {
  expect(await problemsOf(file, text, web)).toHaveLength(1)
})

it.each([
  ['features/player/use-playback.ts', "const { default: Hls } = await import('hls.js')"],
  ['pages.tsx', "import { HomePage } from './features/videos/home-page.tsx'"],
])('lets pass in the web client %s: %s', async (file, text) => {
  expect(await problemsOf(file, text, web)).toEqual([])
})

it.each([
  ['server', server],
  ['web', web],
])('has rooms in %s for what is there, and for nothing else', async (part, house) => {
  const there = await readdir(join(import.meta.dirname, '..', part, 'src'))
  const rooms = there.map((name) => name.replace(/\.tsx?$/, ''))
  expect(Object.keys(house.rooms).filter((room) => !rooms.includes(room))).toEqual([])
})
