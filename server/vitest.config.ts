import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** What wants an engine that is not there is not registered: test/support/databases.ts says so. */
const unmet = [
  ...(process.env.TEST_S3_ENDPOINT ? [] : ['src/**/on-s3.test.ts']),
  ...(process.env.TEST_MONGODB_URI
    ? []
    : // All but those that need no server.
      ['src/adapters/mongo/**/!(connection|errors|values).test.ts']),
  ...(process.env.TEST_EVERY_ENGINE
    ? []
    : ['src/**/on-cloudinary.test.ts', 'src/adapters/cloudinary/*.test.ts']),
]

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/{generated,coverage,deploy}/*.test.ts', '../scripts/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...unmet],
    globalSetup: ['test/support/databases.ts'],
    pool: 'forks',
    // A worker loads the server once, not for each of its files: nothing of the product may live in a module.
    isolate: false,
    // Much of a test is waiting, for ffmpeg, a disk, a killed server: one file more than there are cores.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes at once or is wrong: a busy machine is neither.
    expect: { poll: { timeout: 15_000 } },
  },
})
