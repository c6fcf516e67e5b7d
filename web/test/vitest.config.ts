import { defineConfig } from 'vitest/config'

/** In a browser against a real server with real media: `npm run test:web`. One site for all files, one after another. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: ['support/site.ts'],
    pool: 'forks',
    fileParallelism: false,
    // A test that goes through every page takes 15 s on an idle machine.
    testTimeout: 240_000,
    // What a file begins with waits for the media of those before it too.
    hookTimeout: 300_000,
    // A second, which is the default, is not enough for a page on a machine with much to do.
    expect: { poll: { timeout: 20_000 } },
  },
})
