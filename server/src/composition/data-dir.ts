import { mkdir } from 'node:fs/promises'

/** The folder of everything that is kept on this machine, made where there is none. Throws a sentence that names its setting. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true })
  } catch (error) {
    const { message } = error as Error
    throw new Error(
      `The data folder cannot be made: ${message}. Set DATA_DIR to a folder that this user may write.`,
    )
  }
}
