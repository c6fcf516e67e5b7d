import { sql } from 'kysely'
import { type AskedWord, rememberedWords, similarity } from '../../../../features/search/store.ts'
import type { Postgres, Runner } from '../../connection.ts'
import { type Params, prepared } from '../../statement.ts'
import { indexedWords } from './indexed.ts'

const add = prepared(
  'search.add-words',
  (_db, p: Params<{ words: string[]; shapes: string[] }>) => sql<object>`
    insert into search_words (word, shape)
    select * from unnest(${p.words}::text[], ${p.shapes}::text[]) as given (word, shape)
    where not exists (select from search_words where search_words.word = given.word)
    on conflict do nothing`,
)

/** For all words at once, so that the second that a search may take is one for all. */
const similar = prepared(
  'search.similar',
  (_db, p: Params<Record<'shapes' | 'shortest' | 'longest', unknown[]>>) => sql<{
    place: number
    word: string
  }>`
    select place, found.word
    from unnest(${p.shapes}::text[], ${p.shortest}::integer[], ${p.longest}::integer[])
      with ordinality as asked (shape, shortest, longest, place)
    cross join lateral (
      select word from search_words
      where search_words.shape % asked.shape and char_length(word) between shortest and longest
      order by similarity(search_words.shape, asked.shape) desc, word limit ${sql.lit(similarity.most)}
    ) as found`,
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

export async function addWords(tx: Runner, lines: string[]): Promise<void> {
  const words = rememberedWords(lines)
  if (words.length === 0) return
  await tx.run(add, { words, shapes: words.map(shapeOf) })
}

export async function similarWords(
  postgres: Pick<Postgres, 'transaction'>,
  words: AskedWord[],
): Promise<string[][]> {
  const lengths = words.map(({ forms: [word = ''] }) => [...word].length)
  const rows = await postgres.transaction(async (tx) => {
    await tx.script(`set local pg_trgm.similarity_threshold = ${similarity.enough}`)
    return tx.run(similar, {
      shapes: words.map(({ forms: [word = ''] }) => shapeOf(word)),
      shortest: lengths.map((length) => length - 1),
      longest: words.map(({ isPrefix }, at) => (isPrefix ? 1_000 : lengths[at]! + 1)),
    })
  })
  const found = words.map((): string[] => [])
  for (const { place, word } of rows) found[place - 1]!.push(word)
  return found
}

export async function forgetWords(runner: Runner, after: string, limit: number): Promise<string | null> {
  return (await runner.one(forget, { after, limit }))?.last ?? null
}
