import { type AskedWord, rememberedWords, similarity } from '../../../../features/search/store.ts'
import type { Mongo, Transaction } from '../../connection.ts'

/** Every three letters that follow each other, as PostgreSQL counts them: two blanks stand before a word, one behind it. */
function trigramsOf(word: string): string[] {
  const letters = ['', '', ...word, '']
  const all = letters.slice(0, -2).map((_, at) => letters.slice(at, at + 3).join('\u0001'))
  return [...new Set(all)]
}

export async function addWords(tx: Transaction, lines: string[]): Promise<void> {
  const words = rememberedWords(lines)
  if (words.length === 0) return
  const known = await tx.in('searchWords').all({ _id: { $in: words } }, { projection: { _id: 1 } })
  const there = new Set(known.map(({ _id }) => _id))
  const missing = words.filter((word) => !there.has(word))
  await tx.in('searchWords').write(
    missing.map((word) => ({
      updateOne: {
        filter: { _id: word },
        update: { $setOnInsert: { trigrams: trigramsOf(word), length: [...word].length } },
        upsert: true,
      },
    })),
  )
}

async function similarTo(mongo: Mongo, { forms, isPrefix }: AskedWord, maxTimeMS: number): Promise<string[]> {
  const [word = ''] = forms
  const { length } = [...word]
  const trigrams = trigramsOf(word)
  const rows = await mongo.in('searchWords').gather<{ _id: string; same: number; count: number }>(
    [
      {
        $match: {
          trigrams: { $in: trigrams },
          length: { $gte: length - 1, $lte: isPrefix ? 1_000 : length + 1 },
        },
      },
      {
        $project: {
          same: { $size: { $setIntersection: ['$trigrams', { $literal: trigrams }] } },
          count: { $size: '$trigrams' },
        },
      },
      { $addFields: { other: { $subtract: [{ $add: ['$count', trigrams.length] }, '$same'] } } },
      { $addFields: { likeness: { $divide: ['$same', '$other'] } } },
      ...[{ $match: { likeness: { $gte: similarity.enough } } }, { $sort: { likeness: -1, _id: 1 } }],
      { $limit: similarity.most },
    ],
    { maxTimeMS },
  )
  return rows.map(({ _id }) => _id)
}

export async function similarWords(mongo: Mongo, words: AskedWord[], maxTimeMS: number): Promise<string[][]> {
  const found: string[][] = []
  for (const word of words) found.push(await similarTo(mongo, word, maxTimeMS))
  return found
}

/** Answers where to go on; null: that was the last. */
export async function forgetWords(mongo: Mongo, after: string, limit: number): Promise<string | null> {
  const rows = await mongo.in('searchWords').gather<{ _id: string; holders: unknown[] }>([
    ...[{ $match: { _id: { $gt: after } } }, { $sort: { _id: 1 } }, { $limit: limit }],
    { $project: { _id: 1 } },
    {
      $lookup: {
        ...{ from: 'videoSearch', localField: '_id', foreignField: 'words', as: 'holders' },
        pipeline: [{ $limit: 1 }, { $project: { _id: 1 } }],
      },
    },
  ])
  const unheld = rows.filter(({ holders }) => holders.length === 0).map(({ _id }) => _id)
  if (unheld.length > 0) await mongo.in('searchWords').removeAll({ _id: { $in: unheld } })
  return rows.length < limit ? null : rows.at(-1)!._id
}
