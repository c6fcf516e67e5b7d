import { freeBytes } from '../../lib/disk-space.ts'
import type { Check } from './service.ts'

/** Uploads may not take the last of the disk, so below that they are refused while everything else goes on. */
export const diskCheck =
  (folder: string, reserveBytes: number): Check =>
  async () =>
    (await freeBytes(folder)) < reserveBytes
      ? 'The disk is nearly full: uploads are refused until there is more room.'
      : null
