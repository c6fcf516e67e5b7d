import { fold } from './text.ts'

const longestWord = 64

/** Letters that a keyboard without them writes in another way, and that are not made of a letter and an accent. */
const spellings: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ħ: 'h', ı: 'i' },
}

/** Runs of letters and digits, flags and pictures; scripts without spaces are cut into their characters. */
const word =
  /(?=\p{L})[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]|(?:(?!(?=\p{L})[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}])[\p{L}\p{N}])+|\p{RI}{2}|\p{Extended_Pictographic}/gu

/**
 * The words of a text in their order, folded: lower case, accents gone. Punctuation is no word, unless it stands alone
 * between spaces.
 */
export function wordsOf(text: string): string[] {
  return folded(text)
    .split(/\s+/u)
    .filter((chunk) => chunk !== '')
    .flatMap((chunk) => chunk.match(word) ?? [chunk])
    .map((found) => [...found].slice(0, longestWord).join(''))
}

const folded = (text: string): string => fold(text).replace(/[ßæœøłđðþħı]/gu, (letter) => spellings[letter]!)

/** Letters, digits or a picture, not punctuation that stands alone. */
export const isWord = (text: string): boolean => /[\p{L}\p{N}\p{RI}\p{Extended_Pictographic}]/u.test(text)

/** Has no spaces around it in its own script: a part of such a text is found as words that follow each other. */
export const isCharacter = (text: string): boolean =>
  /^(?=\p{L})[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]$/u.test(text)

/**
 * Words in a row, each with a space on both sides, so that a search for ` red sea ` meets nothing but them. Punctuation
 * stands behind them all: nobody says the `&` of `red & sea`, and a phrase goes on behind it.
 */
export function lineOf(words: readonly string[]): string {
  if (words.length === 0) return ''
  const signs = words.filter((found) => !isWord(found))
  return ` ${[...words.filter(isWord), ...signs].join(' ')} `
}
