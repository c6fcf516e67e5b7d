import type { Migration } from './index.ts'

/**
 * Punctuation stands behind the words of a line now. The program makes the lines anew that are missing; those of letters
 * and digits alone stay.
 */
export const lines: Migration = {
  id: 18,
  name: 'lines',
  up: `delete from video_search where title || tags || channel || description ~ '[^a-z0-9 ]';`,
}
