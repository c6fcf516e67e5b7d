import { defineConfig } from 'vitest/config'

/** In a browser against a real server with real media: `npm run test:web`. One site for all files, one after another. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['support/site.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
