import type { Document } from 'mongodb'
import { ranking, type SearchQuery } from '../../../../features/search/store.ts'
import type { Id } from '../../../../lib/id.ts'
import { oid } from '../../ids.ts'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const fields = ['title', 'tags', 'channel', 'description'] as const

/** Words that follow each other within one field, which begins and ends with a blank. */
function phrase(words: string[]): Document {
  const pattern = new RegExp(` ${words.map(escaped).join(' ')} `, 'u')
  return { $or: fields.map((field) => ({ [field]: pattern })) }
}

/** What a query finds, as a filter. The index of words finds the beginnings of them too. */
export function hitsOf({ words, phrases, without }: SearchQuery, ownerId: Id | undefined): Document {
  const asked = words.map(({ forms, isPrefix }) => ({
    words: { $in: forms.map((form) => (isPrefix ? new RegExp(`^${escaped(form)}`, 'u') : form)) },
  }))
  const inPhrases = phrases.flat().map((word) => ({ words: { $eq: word } }))
  const unwanted = without.map((line) =>
    line.length === 1 ? { words: { $ne: line[0]! } } : { $nor: [phrase(line)] },
  )
  const all = [...asked, ...inPhrases, ...phrases.map(phrase), ...unwanted]
  return { ...(ownerId && { owner: oid(ownerId) }), ...(all.length > 0 && { $and: all }) }
}

/** Whether each of them stands in this text. */
function holdsAll({ words, phrases }: SearchQuery, text: unknown): Document {
  const stands = (what: string) => ({ $gte: [{ $indexOfCP: [text, { $literal: what }] }, 0] })
  return {
    $and: [
      ...words.map(({ forms, isPrefix }) => ({
        $or: forms.map((form) => stands(` ${form}${isPrefix ? '' : ' '}`)),
      })),
      ...phrases.map((line) => stands(` ${line.join(' ')} `)),
    ],
  }
}

/** How relevant a hit is. */
export const pointsOf = (query: SearchQuery): Document => ({
  $add: [
    '$score',
    {
      $cond: [
        holdsAll(query, '$title'),
        ranking.title,
        {
          $cond: [holdsAll(query, { $concat: ['$title', '$tags', '$channel'] }), ranking.names, 0],
        },
      ],
    },
  ],
})
