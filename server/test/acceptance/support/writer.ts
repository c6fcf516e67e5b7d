import type { Answer } from './client.ts'
import type { Person } from './people.ts'
import type { Page } from './wire.ts'

interface Made {
  _id: string
}

interface Content extends Made {
  content: string
}

/** What must be there, by what it is: `comment 6…` → its text, null where it must be gone. */
type Expected = Map<string, string | boolean | null>

/**
 * Somebody who writes one thing after another, each of a kind of its own, and keeps in mind what was acknowledged. Of a write
 * that never got an answer nothing is expected: it may have been done or not.
 */
export function createWriter(by: Person, { videoId, channelId }: { videoId: string; channelId: string }) {
  const expected: Expected = new Map()
  const [comments, tweets]: [string[], string[]] = [[], []]
  let playlistId = ''
  let turn = 0

  /** Forgets what it expects of the thing until the write is acknowledged. */
  async function write<T>(
    name: string | null,
    ask: () => Promise<Answer<T>>,
    then: (data: T) => [string, string | boolean | null],
    isDone = (_answer: Answer<T>) => false,
  ): Promise<void> {
    if (name) expected.delete(name)
    const answer = await ask()
    if (answer.status >= 300 && !isDone(answer)) throw new Error(`Refused: ${answer.status} ${answer.text}`)
    expected.set(...then(answer.data))
  }

  const say = (list: string[], kind: string, path: string) => {
    const content = `${kind} ${turn} of ${by.username}`
    return write<Made>(
      null,
      () => by.post(path, { content }),
      ({ _id }) => {
        list.push(_id)
        return [`${kind} ${_id}`, content]
      },
    )
  }

  const edit = (list: string[], kind: string, path: string) => {
    const [id, content] = [list.at(-1)!, `${kind} ${turn} of ${by.username}, edited`]
    return write(
      `${kind} ${id}`,
      () => by.patch(`${path}/${id}`, { content }),
      () => [`${kind} ${id}`, content],
    )
  }

  const remove = (list: string[], kind: string, path: string) => {
    const id = list.shift()!
    return write(
      `${kind} ${id}`,
      () => by.delete(`${path}/${id}`),
      () => [`${kind} ${id}`, null],
    )
  }

  const set = (name: string, path: string, field: string, value: boolean) =>
    write(
      name,
      () => by.post(path, { [field]: value }),
      () => [name, value],
    )

  /** Where the write before had no answer, the video may be there, or not, already. */
  const inPlaylist = (isIn: boolean) => {
    const isUncertain = !expected.has('entry')
    return write<unknown>(
      'entry',
      () => by.patch(`/playlist/${isIn ? 'add' : 'remove'}/${videoId}/${playlistId}`),
      () => ['entry', isIn],
      ({ text }) => isUncertain && text.includes(isIn ? '"already_in_playlist"' : '"not_in_playlist"'),
    )
  }

  const isEven = (): boolean => turn % 28 < 14
  const kinds: (() => Promise<void>)[] = [
    () => say(comments, 'comment', `/comments/${videoId}`),
    () => set('like', `/likes/toggle/v/${videoId}`, 'liked', isEven()),
    () => say(tweets, 'tweet', '/tweets'),
    () => set('subscription', `/subscriptions/c/${channelId}`, 'subscribed', isEven()),
    () => edit(comments, 'comment', '/comments/c'),
    () => set(`like of ${comments.at(-1)}`, `/likes/toggle/c/${comments.at(-1)}`, 'liked', true),
    () => say(comments, 'comment', `/comments/${videoId}`),
    () => edit(tweets, 'tweet', '/tweets'),
    () => inPlaylist(isEven()),
    () => say(tweets, 'tweet', '/tweets'),
    () => remove(comments, 'comment', '/comments/c'),
    () => set(`like of ${tweets.at(-1)}`, `/likes/toggle/t/${tweets.at(-1)}`, 'liked', isEven()),
    () => remove(tweets, 'tweet', '/tweets'),
    () => set('like', `/likes/toggle/v/${videoId}`, 'liked', !isEven()),
  ]

  return {
    username: by.username,
    async begin(): Promise<void> {
      const made = await by.post<Made>('/playlist', { name: 'Mine', description: 'What I kept.' })
      playlistId = made.data._id
    },
    async next(): Promise<void> {
      await kinds[turn++ % kinds.length]!()
    },
    /** What was acknowledged and what is there now, of the same things. */
    async compare() {
      const texts = new Map<string, string>()
      for (const { _id, content } of await all<Content>(by, `/comments/${videoId}`))
        texts.set(`comment ${_id}`, content)
      for (const { _id, content } of await all<Content>(by, `/tweets/user/${by.user._id}`))
        texts.set(`tweet ${_id}`, content)
      const video = await by.get<{ isLiked: boolean; owner: { isSubscribed: boolean } }>(`/videos/${videoId}`)
      const playlist = await by.get<{ videos: Made[] }>(`/playlist/${playlistId}`)
      const found = (name: string): string | boolean | null => {
        if (name === 'like') return video.data.isLiked
        if (name === 'subscription') return video.data.owner.isSubscribed
        if (name === 'entry') return playlist.data.videos.some(({ _id }) => _id === videoId)
        return texts.get(name) ?? null
      }
      // Likes of comments and tweets are counted by `verify` alone.
      const wanted = [...expected].filter(([name]) => !name.startsWith('like of '))
      return { wanted, found: wanted.map(([name]) => [name, found(name)] as const) }
    },
  }
}

async function all<T>(by: Person, path: string): Promise<T[]> {
  const rows: T[] = []
  for (let page = 1; ; page++) {
    const { data } = await by.get<Page<T> | T[]>(`${path}?limit=100&page=${page}`)
    const docs = Array.isArray(data) ? data : data.docs
    rows.push(...docs)
    if (docs.length < 100) return rows
  }
}
