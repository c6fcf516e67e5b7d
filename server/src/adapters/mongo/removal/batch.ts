/** What one transaction removes at most, so that none is long: documents that nothing hangs from, and threads of comments. */
export const batchSize = { rows: 2_000, threads: 200 } as const
