import { defineConfig } from 'vitest/config'

/** Files run one after another: they share one server, which transcodes one video at a time. */
export default defineConfig({
  test: {
    include: ['*.test.ts'],
    globalSetup: ['support/samples-folder.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})
