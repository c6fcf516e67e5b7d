import type { SearchStore } from './store.ts'

const videosAtOnce = 100
const wordsAtOnce = 200

/** What nobody waits for: videos that an older program or a restored backup left without words, and words without videos. */
export function createSearchUpkeep({ store }: { store: Pick<SearchStore, 'addMissing' | 'forgetWords'> }) {
  let isStopping = false
  let lookedUpTo = ''

  async function catchUp(): Promise<void> {
    let after: string | null = ''
    while (after !== null && !isStopping) after = await store.addMissing(after, videosAtOnce)
  }

  /** Goes round and round through all words, a few at a time. */
  async function forgetSome(): Promise<void> {
    lookedUpTo = (await store.forgetWords(lookedUpTo, wordsAtOnce)) ?? ''
  }

  return {
    catchUp,
    forgetSome,
    stop() {
      isStopping = true
    },
  }
}
