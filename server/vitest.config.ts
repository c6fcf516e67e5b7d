import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/{generated,coverage}/*.test.ts', '../scripts/**/*.test.ts'],
    globalSetup: ['test/support/databases.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
