import { sql } from 'kysely'
import type { AskedWord } from '../../../../features/search/store.ts'
import type { Postgres, Runner } from '../../connection.ts'
import { type Params, prepared } from '../../statement.ts'
import { indexedWords } from './indexed.ts'

/** Shorter ones are never a typo away from a word of five letters; what is longer is no word. */
const remembered = /^\p{L}{4,32}$/u

const add = prepared(
  'search.add-words',
  (_db, p: Params<{ words: string[]; shapes: string[] }>) => sql<object>`
    insert into search_words (word, shape)
    select * from unnest(${p.words}::text[], ${p.shapes}::text[]) as given (word, shape)
    where not exists (select from search_words where search_words.word = given.word)
    on conflict do nothing`,
)

/** Of five letters and a typo in their midst, two of ten trigrams are still the same. */
const similarEnough = 0.15
const mostSimilar = 500

const similar = prepared(
  'search.similar',
  (_db, p: Params<{ shape: string; shortest: number; longest: number }>) => sql<{ word: string }>`
    select word from search_words
    where shape % ${p.shape}::text and char_length(word) between ${p.shortest}::integer and ${p.longest}::integer
    order by similarity(shape, ${p.shape}::text) desc, word limit ${sql.lit(mostSimilar)}`,
)

const forget = prepared(
  'search.forget-words',
  (_db, p: Params<{ after: string; limit: number }>) => sql<{ last: string | null }>`
    with looked as materialized (
      select word from search_words where word > ${p.after}::text order by word limit ${p.limit}::integer
    ), forgotten as (
      delete from search_words where word in (select word from looked where not exists (
        select from video_search where ${indexedWords} @@ ('''' || looked.word || '''')::tsquery))
    )
    select max(word) as last from looked having count(*) = ${p.limit}::integer`,
)

/** ASCII alone: another letter becomes one by its number. */
const shapeOf = (word: string): string =>
  word.replace(/[^a-z0-9]/gu, (letter) => (letter.codePointAt(0)! % 36).toString(36))

/** Sorted, so that two transactions that add the same words wait for each other and do not lock crosswise. */
export async function addWords(tx: Runner, lines: string[]): Promise<void> {
  const words = [...new Set(lines.flatMap((line) => line.split(' ')))].filter((word) => remembered.test(word))
  if (words.length === 0) return
  words.sort()
  await tx.run(add, { words, shapes: words.map(shapeOf) })
}

export const similarWords = (
  postgres: Pick<Postgres, 'transaction'>,
  words: AskedWord[],
): Promise<string[][]> =>
  postgres.transaction(async (tx) => {
    await tx.script(`set local pg_trgm.similarity_threshold = ${similarEnough}`)
    const found: string[][] = []
    for (const { forms, isPrefix } of words) {
      const [word = ''] = forms
      const { length } = [...word]
      const lengths = { shortest: length - 1, longest: isPrefix ? 1_000 : length + 1 }
      const rows = await tx.run(similar, { shape: shapeOf(word), ...lengths })
      found.push(rows.map((row) => row.word))
    }
    return found
  })

export async function forgetWords(runner: Runner, after: string, limit: number): Promise<string | null> {
  return (await runner.one(forget, { after, limit }))?.last ?? null
}
