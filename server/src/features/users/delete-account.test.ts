import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Person, useSite } from '../../../test/support/app.ts'
import { form, pictureFile } from '../../../test/support/form.ts'
import { addVideo } from '../../../test/support/rows.ts'
import { statementsOf } from '../../../test/support/statements.ts'
import { publish } from '../../../test/support/videos.ts'
import { postgresBookkeeping } from '../../adapters/postgres/bookkeeping.ts'
import { foldCounters } from '../../adapters/postgres/counters.ts'
import { postgresClosing } from '../../adapters/postgres/removal/accounts.ts'
import { postgresSessions } from '../../adapters/postgres/stores/sessions.ts'
import { type Id, makeId } from '../../lib/id.ts'
import type { NewJob } from '../../ports/job-queue.ts'
import { createClosing } from './closing.ts'

/** Nobody clears anything away here: what is hidden is hidden without it. */
const idle = useSite({ env: { ROLES: 'web' } })
const working = useSite()
const limited = useSite({ env: { ROLES: 'web', RATE_LIMITS: 'on' } })
const sharing = useSite({ env: { ROLES: 'web', SHARE_PUBLIC_ANSWERS: 'on' } })

type Site = typeof idle

/** Ann leaves; Bob stays, and so does what he said. */
async function life({ scene, app }: Site) {
  const { ann, bob, visitor } = await scene()
  const [hers, his] = [(await addVideo(app(), ann))._id, (await addVideo(app(), bob))._id]
  const say = async (by: typeof ann, content: string, parentId?: string) =>
    (await by.post(`/comments/${his}`, { content, parentId })).data._id as string
  const answered = await say(ann, 'First')
  const answer = await say(bob, 'Answer', answered)
  const alone = await say(ann, 'Alone')
  const tweet = (await ann.post('/tweets', { content: 'Hello' })).data._id
  const playlist = (await ann.post('/playlist', { name: 'Best', privacy: 'public' })).data._id
  const kept = (await bob.post('/playlist', { name: 'Mine', privacy: 'public' })).data._id
  await ann.patch(`/playlist/add/${his}/${playlist}`)
  await bob.patch(`/playlist/add/${hers}/${kept}`)
  for (const [one, other] of [
    [ann, bob],
    [bob, ann],
  ] as const) {
    await one.post(`/subscriptions/c/${other._id}`)
  }
  for (const path of [`v/${his}`, `c/${answer}`]) await ann.post(`/likes/toggle/${path}`)
  for (const path of [`v/${hers}`, `c/${answered}`, `t/${tweet}`]) await bob.post(`/likes/toggle/${path}`)
  await bob.get(`/videos/${hers}`)
  return { ann, bob, visitor, hers, his, answered, answer, alone, tweet, playlist, kept }
}

const leave = (ann: Person) => ann.delete('/users/me', { password: ann.password })
const allWell = { differences: [], strays: 0 }

it('ends every session, and nobody can log in any more', async () => {
  const { ann, bob, visitor } = await idle.scene()
  const second = idle.visitor('bearer')
  const { data } = await second.logIn(ann)
  const answer = await leave(ann)
  expect(answer).toMatchObject({ status: 200, data: {}, message: 'Your account is deleted.' })
  expect(Object.keys(answer.setCookies).toSorted()).toEqual(['accessToken', 'refreshToken'])
  for (const client of [ann, second]) {
    expect(await client.get('/users/current-user')).toMatchObject({ status: 401 })
  }
  const { refreshToken } = data
  expect(await visitor.post('/users/refresh-token', { refreshToken })).toMatchObject({ status: 401 })
  for (const name of [{ username: ann.username }, { email: ann.email }, { username: `#${ann._id}` }]) {
    const gone = { status: 404, code: 'user_not_found' }
    expect(await visitor.post('/users/login', { ...name, password: ann.password })).toMatchObject(gone)
  }
  expect(await bob.get('/users/current-user')).toMatchObject({ status: 200 })
})

it('hides everything with the answer', async () => {
  const { ann, bob, visitor, hers, his, answered, answer, tweet, playlist, kept } = await life(idle)
  await leave(ann)
  const missing = (code: string) => ({ status: 404, code })
  for (const who of [bob, visitor]) {
    expect(await who.get(`/users/c/${ann.username}`)).toMatchObject(missing('user_not_found'))
    expect(await who.get(`/users/c/%23${ann._id}`)).toMatchObject(missing('user_not_found'))
    expect(await who.get(`/videos/${hers}`)).toMatchObject(missing('video_not_found'))
    expect((await who.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
    expect(await who.get(`/tweets/user/${ann._id}`)).toMatchObject(missing('user_not_found'))
    expect((await who.get('/tweets')).data).not.toContainEqual(expect.objectContaining({ _id: tweet }))
    expect(await who.get(`/playlist/${playlist}`)).toMatchObject(missing('playlist_not_found'))
    expect(await who.get(`/playlist/user/${ann._id}`)).toMatchObject(missing('user_not_found'))
    expect((await who.get(`/playlist/${kept}`)).data).toMatchObject({ videos: [], totalVideos: 0 })
    for (const path of ['c', 'u'])
      expect((await who.get(`/subscriptions/${path}/${bob._id}`)).data).toEqual([])
    expect(await who.get(`/subscriptions/c/${ann._id}`)).toMatchObject(missing('user_not_found'))
    expect(await who.get(`/subscriptions/status/${ann._id}`)).toMatchObject(missing('user_not_found'))
    const comments = await who.get(`/comments/${his}`)
    expect(JSON.stringify(comments.data)).not.toMatch(/First|Alone|Ann Lee/)
    expect((await who.get(`/comments/c/${answered}/replies`)).data.docs).toMatchObject([{ _id: answer }])
  }
  expect((await bob.get('/likes/videos')).data).toEqual([])
  expect((await bob.get('/users/history')).data).toEqual([])
})

it('refuses what others want to do with it from then on', async () => {
  const { ann, bob, hers, alone, tweet } = await life(idle)
  await leave(ann)
  const attempts: [string, object | undefined, string][] = [
    [`/subscriptions/c/${ann._id}`, undefined, 'user_not_found'],
    [`/likes/toggle/v/${hers}`, undefined, 'video_not_found'],
    [`/likes/toggle/c/${alone}`, undefined, 'comment_not_found'],
    [`/likes/toggle/t/${tweet}`, undefined, 'tweet_not_found'],
    [`/comments/${hers}`, { content: 'Late' }, 'video_not_found'],
  ]
  for (const [path, body, code] of attempts) {
    expect([path, await bob.post(path, body)]).toMatchObject([path, { status: 404, code }])
  }
})

it('takes the password, and nothing happens with a wrong one', async () => {
  const { ann, visitor } = await idle.scene()
  const wrong = { status: 400, code: 'wrong_old_password', message: 'The password is not right.' }
  expect(await ann.delete('/users/me', { password: 'something else' })).toMatchObject(wrong)
  for (const body of [undefined, {}, { password: '' }, { password: 7 }]) {
    expect(await ann.delete('/users/me', body)).toMatchObject({ status: 400, code: 'invalid_input' })
  }
  expect(await visitor.delete('/users/me', { password: ann.password })).toMatchObject({ status: 401 })
  expect(await ann.get('/users/current-user')).toMatchObject({ status: 200 })
})

it('tires of guesses', async () => {
  const { ann } = await limited.scene()
  for (let n = 0; n < 10; n++) await ann.delete('/users/me', { password: `guess ${n}` })
  expect(await leave(ann)).toMatchObject({ status: 429, code: 'too_many_requests' })
})

it('is done by one of twenty', async () => {
  const { ann } = await idle.scene()
  const answers = await Promise.all(Array.from({ length: 8 }, () => leave(ann)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.every(({ status }) => status < 500 || status === 503)).toBe(true)
})

it('sets the user name and the e-mail free at once', async () => {
  const { ann, visitor } = await idle.scene()
  await leave(ann)
  const { username, email, password } = ann
  const avatar = await pictureFile()
  const again = await visitor.post(
    '/users/register',
    form({ username, email, password, fullName: 'Ann', avatar }),
  )
  expect(again).toMatchObject({ status: 201, data: { username, email } })
  expect(again.data._id).not.toBe(ann._id)
})

it('costs as few statements for somebody with thousands of comments', async () => {
  const { ann } = await life(idle)
  const names = await statementsOf(idle.app(), () => leave(ann))
  expect(names.filter((name) => name.startsWith('removal.'))).toEqual([
    ...['removal.close-account', 'removal.end-sessions', 'removal.detach-some', 'removal.detach-some'],
  ])
})

it('is cleared away by a job, files too, which leaves a tombstone and every counter right', async () => {
  const { ann, bob, his, answered, answer } = await life(working)
  const { _id } = await publish(ann)
  await working.jobsDone()
  await leave(ann)
  await working.jobsDone()
  await foldCounters(working.app().postgres)
  expect(await postgresBookkeeping(working.app().postgres).compare()).toEqual(allWell)
  expect((await bob.get(`/comments/${his}`)).data).toMatchObject({
    totalDocs: 1,
    docs: [{ _id: answered, owner: null, content: '', repliesCount: 1, likesCount: 0 }],
  })
  expect((await bob.get(`/comments/c/${answered}/replies`)).data.docs).toMatchObject([
    { _id: answer, likesCount: 0 },
  ])
  expect((await bob.get(`/videos/${his}`)).data).toMatchObject({ likesCount: 0, commentsCount: 1 })
  expect((await bob.get(`/users/c/${bob.username}`)).data).toMatchObject({
    ...{ subscribersCount: 0, channelsSubscribedToCount: 0 },
  })
  const files = await readdir(join(working.dataDir(), 'media'), { recursive: true })
  expect(files.filter((file) => file.includes(ann._id) && file.includes('.'))).toEqual([])
  expect(files.filter((file) => file.includes(_id) && file.includes('.'))).toEqual([])
})

it('is hidden by a job of its own when the server is killed before the answer', async () => {
  const { ann, visitor } = await working.scene()
  const { _id } = await addVideo(working.app(), ann)
  const { postgres, events } = working.app()
  const makers = { postgres, clock: working.clock, ids: { next: () => makeId(working.clock.now()) } }
  const stores = { ...postgresClosing(makers), sessions: postgresSessions(makers) }
  const { passwordHash } = (await stores.sessions.credentialsOf({ id: ann._id as Id }))!
  const committed: NewJob[] = []
  const doomed = createClosing({
    store: {
      ...stores,
      close(closing, { jobs = [] }) {
        committed.push(...jobs)
        // Whoever clears the account away is busy elsewhere.
        return stores.close(closing, { jobs: jobs.filter(({ name }) => name === 'user.hide-videos') })
      },
    },
    pictures: { removeAll: async () => {} },
    ...{ events, clock: working.clock },
    removeVideosOf: () => Promise.reject(new Error('killed')),
  })
  await expect(doomed.close(ann._id as Id, passwordHash)).rejects.toThrow('killed')
  expect(committed.map(({ name }) => name)).toEqual(['user.hide-videos', 'user.clear'])
  await working.jobsDone()
  expect(await visitor.get(`/videos/${_id}`)).toMatchObject({ status: 404, code: 'video_not_found' })
  expect((await visitor.get(`/videos?userId=${ann._id}`)).data.docs).toEqual([])
})

it('is not shown to anybody from an answer that visitors share', async () => {
  const { ann } = await sharing.scene()
  const page = `${sharing.url()}/api/v1/users/c/${ann.username}`
  expect((await fetch(page)).status).toBe(200)
  await leave(ann)
  expect((await fetch(page)).status).toBe(404)
})
