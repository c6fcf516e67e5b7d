import { join } from 'node:path'

const assets = join(import.meta.dirname, 'assets')

/** What `/` shows until there is a client: that the server runs, and its newest videos. */
export const startPage: Record<string, string> = {
  '/': join(assets, 'start.html'),
  '/start.css': join(assets, 'start.css'),
  '/start.js': join(assets, 'start.js'),
  '/favicon.svg': join(assets, 'favicon.svg'),
}
