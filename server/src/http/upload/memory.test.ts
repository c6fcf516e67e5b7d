import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { measureUpload, startUploadProcess } from '../../../test/support/upload-process.ts'

const mib = 1024 * 1024

it('takes a film of 256 MiB without holding it in memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-memory-'))
  const { child, port } = await startUploadProcess(folder)
  try {
    const { sizeBytes, beforeBytes, mostBytes } = await measureUpload(port, 256 * mib)
    expect(sizeBytes).toBe(256 * mib)
    expect((mostBytes - beforeBytes) / mib).toBeLessThan(64)
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
