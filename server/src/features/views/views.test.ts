import { expect, it, vi } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { browser, publish } from '../../../test/support/videos.ts'

const { scene, signUp, visitor, pass, app } = useSite({
  env: { ROLES: 'web', ACCESS_TOKEN_EXPIRY: '1d' },
})
const halfAnHour = 30 * 60_000

async function watchedBy(ann: Person) {
  const { _id } = await publish(ann)
  return {
    /** Through somebody's eyes; a bot's or a library's name counts as none. */
    look: (by: { get: Person['get'] }, headers: Record<string, string> = browser) =>
      by.get(`/videos/${_id}`, headers),
    counted: (views: number) =>
      vi.waitFor(async () => expect((await ann.get(`/videos/${_id}`, browser)).data.views).toBe(views), {
        timeout: 20_000,
        interval: 50,
      }),
  }
}

it('counts a viewer once in half an hour, and again after it', async () => {
  const { ann, bob } = await scene()
  const { look, counted } = await watchedBy(ann)
  for (let n = 0; n < 3; n++) await look(bob)
  await counted(1)
  pass(halfAnHour - 60_000)
  await look(bob)
  await look(await signUp('cid'))
  await counted(2)
  pass(120_000)
  await look(bob)
  await counted(3)
})

it('counts visitors by address and program', async () => {
  const { ann } = await scene()
  const { look, counted } = await watchedBy(ann)
  await look(visitor())
  await look(visitor())
  await look(visitor(), { 'user-agent': browser['user-agent'].replace('Chrome/140', 'Chrome/141') })
  await counted(2)
})

it('counts at most five of those who come from one address by ever new names', async () => {
  const { ann, bob } = await scene()
  const { look, counted } = await watchedBy(ann)
  const named = (n: number) => ({ 'user-agent': browser['user-agent'].replace('Chrome/140', `Chrome/${n}`) })
  for (let n = 0; n < 4; n++) await look(visitor(), named(n))
  await counted(4)
  for (let n = 4; n < 30; n++) await look(visitor(), named(n))
  await look(bob)
  await counted(6)
})

it('counts nobody who asks for the head alone', async () => {
  const { ann, bob } = await scene()
  const { _id } = await publish(ann)
  const head = await visitor().fetch(`/api/v1/videos/${_id}`, { method: 'HEAD', headers: browser })
  expect(head.status).toBe(200)
  await bob.get(`/videos/${_id}`, browser)
  await vi.waitFor(async () => expect((await ann.get(`/videos/${_id}`, browser)).data.views).toBe(1), {
    ...{ timeout: 20_000, interval: 50 },
  })
})

it('counts neither the owner nor bots', async () => {
  const { ann, bob } = await scene()
  const { look, counted } = await watchedBy(ann)
  await look(ann)
  await look(visitor(), { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' })
  await look(bob, { 'user-agent': 'curl/8.5.0' })
  await look(bob)
  await counted(1)
})

it('writes nothing while it is looked at', async () => {
  const { ann, bob } = await scene()
  const { look, counted } = await watchedBy(ann)
  const names: string[] = []
  const began = performance.now()
  const stop = app().postgres.onStatement((name) => names.push(name))
  await Promise.all(Array.from({ length: 20 }, () => look(bob)))
  await counted(1)
  stop()
  // Once a second what came meanwhile, of the test before too.
  const seconds = Math.ceil((performance.now() - began) / 1000)
  expect(names.filter((name) => name === 'views.count').length).toBeLessThanOrEqual(1 + seconds)
  expect(names.filter((name) => name === 'history.record').length).toBeLessThanOrEqual(2 + seconds)
})
