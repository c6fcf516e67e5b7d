/** Among them what turns the direction of text around, so that "gpj.exe" reads "exe.jpg"; the plain marks stay. */
const controls = /(?![\t\n\r])[\p{Cc}\u200b\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Something that a reader can see; the Braille blank is a letter to Unicode and nothing to the eye. */
const visible = /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\s\u2800]/u

const clean = (text: string): string => {
  const cleaned = text.replace(controls, '').trim()
  return visible.test(cleaned) ? cleaned : ''
}

/** NFC, without control characters, trimmed; empty where nothing of it could be seen. Line breaks and tabs become one space. */
export const cleanLine = (text: string): string =>
  clean(
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\r\n\t]+/g, ' '),
  )

/** NFC, without control characters, trimmed; empty where nothing of it could be seen. Line breaks are kept, as `\n`. */
export const cleanText = (text: string): string =>
  clean(text.toWellFormed().normalize('NFC').replace(/\r\n?/g, '\n'))

/** Folded for comparison and search: lower case, accents gone. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC')

/** Folds what a person types for a user name or an e-mail, so that case and Unicode form do not matter. */
export const foldName = (text: string): string => cleanLine(text).toLowerCase()

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters as people count them: grapheme clusters. */
export function graphemesIn(text: string): number {
  let count = 0
  for (const _ of segmenter.segment(text)) count++
  return count
}

/** Characters as code points, the way the limits of fields count. */
export const lengthOf = (text: string): number => [...text].length
