/** The server under test. `dataDir` is null where its folder is not known or not on this machine. */
export const target = {
  get url(): string {
    const url = process.env.ACCEPTANCE_URL
    if (!url) throw new Error('Run this by: npm run acceptance -- URL')
    return url
  },
  set url(url: string) {
    process.env.ACCEPTANCE_URL = url
  },
  get dataDir(): string | null {
    return process.env.ACCEPTANCE_DATA_DIR ?? null
  },
  /** Where an S3 store of this machine keeps the bucket. */
  get mediaDir(): string | null {
    return process.env.ACCEPTANCE_MEDIA_DIR ?? null
  },
  set dataDir(folder: string | null) {
    process.env.ACCEPTANCE_DATA_DIR = folder ?? undefined
  },
}
