import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freeBytes } from '../../lib/disk-space.ts'
import type { Staging } from '../../ports/staging.ts'

interface StagingParts {
  /** Shared by every process of the site: `<dataDir>/uploads`. */
  folder: string
  reserveBytes: number
  /** A folder whose lease was not renewed for so long belongs to nobody. */
  leaseMs?: number
  renewMs?: number
  sweepMs?: number
  free?: (path: string) => Promise<number>
  onError?: (error: unknown) => void
}

const leaseName = 'lease'

export async function openStaging(parts: StagingParts): Promise<Staging> {
  const { folder, reserveBytes, leaseMs = 120_000, renewMs = 5_000, sweepMs = 30_000 } = parts
  const { free = freeBytes, onError = () => {} } = parts
  const ownName = `${process.pid}-${randomBytes(8).toString('hex')}`
  const own = join(folder, ownName)
  const lease = join(own, leaseName)

  let closed = false

  /** Also brings the folder back, should a long sleep of this machine have cost the lease. */
  async function renew(): Promise<void> {
    if (closed) return
    const now = new Date()
    await utimes(lease, now, now).catch(async () => {
      await mkdir(own, { recursive: true, mode: 0o700 })
      await writeFile(lease, '')
    })
  }

  async function newPath(): Promise<string> {
    await mkdir(own, { recursive: true, mode: 0o700 })
    return join(own, randomBytes(16).toString('hex'))
  }

  async function sweep(): Promise<number> {
    await renew()
    const now = await lastRenewed(own)
    let removed = 0
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (!entry.isDirectory() || entry.name === ownName) continue
      const renewed = await lastRenewed(path).catch(() => null)
      if (renewed === null || now - renewed < leaseMs) continue
      await rm(path, { recursive: true, force: true })
      removed += 1
    }
    return removed
  }

  await renew()
  await sweep()
  const renewing = setInterval(() => renew().catch(onError), renewMs).unref()
  const sweeping = setInterval(() => sweep().catch(onError), sweepMs).unref()

  return {
    newPath,
    roomBytes: async () => (await free(folder)) - reserveBytes,
    sweep,
    async close() {
      closed = true
      clearInterval(renewing)
      clearInterval(sweeping)
      await rm(own, { recursive: true, force: true })
    },
  }
}

/**
 * In milliseconds, by the clock of the file system: neighbours on a network disk need not agree with ours.
 * A folder without a lease is one that is just being made, or one that somebody removes at this moment.
 */
async function lastRenewed(folder: string): Promise<number> {
  const { mtimeMs } = await stat(join(folder, leaseName)).catch(() => stat(folder))
  return mtimeMs
}
