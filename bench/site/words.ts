import { skewed } from './random.ts'

const beginnings =
  'ba be bo da de di fa ga go ha jo ka ke la li lo ma me mi mo na ne no pa po ra re ro'.split(' ')
const middles = 'bra cen dor fil gan ker lan mer nis pol ran sel tir van'.split(' ')
const endings = 'a er in on ix um ey is el or'.split(' ')

/** 12,600 words that no language has: with a handful of words every search would find everything. */
const vocabulary = beginnings.flatMap((start) =>
  middles.flatMap((middle) => endings.flatMap((end) => [start + middle + end, `${start}${middle}t${end}`])),
)
vocabulary.push(...vocabulary.slice(0, 4_760).map((word) => `${word}s`))

/** Few words are in most sentences. */
export const sentence = (random: () => number, length: number): string =>
  Array.from({ length }, () => vocabulary[skewed(random, vocabulary.length)]).join(' ')

/** Words that stand in the titles of exactly so many listed videos. */
export const planted = { zephyr: 10, harbour: 3_333 } as const
