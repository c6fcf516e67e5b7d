import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureUpload, startUploadProcess } from '../server/test/support/upload-process.ts'

/** What an upload costs in memory: `node bench/upload-memory.ts [MiB]`, 1,024 unless told otherwise. */
const mib = 1024 * 1024
const size = Number(process.argv[2] ?? 1024)
const folder = await mkdtemp(join(tmpdir(), 'reelbase-memory-'))
const { child, port } = await startUploadProcess(folder)
try {
  const { beforeBytes, mostBytes, seconds } = await measureUpload(port, size * mib)
  const grown = (mostBytes - beforeBytes) / mib
  console.log(`${size} MiB in ${seconds.toFixed(1)} s (${(size / seconds).toFixed(0)} MiB/s)`)
  console.log(
    `resident memory ${(beforeBytes / mib).toFixed(0)} MiB before, at most ${grown.toFixed(0)} MiB more`,
  )
} finally {
  child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
