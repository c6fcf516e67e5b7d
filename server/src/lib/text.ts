// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028\u2029\ufeff]/g

/** NFC, without control characters, trimmed. Line breaks and tabs become one space. */
export const cleanLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\r\n\t]+/g, ' ')
    .replace(controls, '')
    .trim()

/** NFC, without control characters, trimmed; line breaks are kept, as `\n`. */
export const cleanText = (text: string): string =>
  text.normalize('NFC').replace(/\r\n?/g, '\n').replace(controls, '').trim()

/** Folded for comparison and search: lower case, accents gone. */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC')

/** Characters as code points, the way the limits of fields count. */
export const lengthOf = (text: string): number => [...text].length
