import type { Migration } from './index.ts'

/**
 * Punctuation stands behind the words of a line now. The program makes the lines anew that are missing; those of letters
 * and digits alone stay.
 */
export const lines: Migration = {
  id: 2,
  name: 'lines',
  async up(mongo) {
    await mongo.in('videoSearch').removeAll({ words: /^[^a-z0-9]/ })
  },
}
