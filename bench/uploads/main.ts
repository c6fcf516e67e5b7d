import { temporaryFolder } from '../../server/test/acceptance/support/temporary.ts'
import { measureUpload, startUploadProcess } from '../../server/test/support/upload-process.ts'
import { figure, median, type Options, table } from '../lib/report.ts'

const mib = 2 ** 20
const size = 1024 * mib

/** What an upload of 1 GiB costs a process that does nothing else. */
export async function bench({ rounds, judge }: Options): Promise<void> {
  await using folder = await temporaryFolder('reelbase-bench-uploads-')
  const grown: number[] = []
  const rows: string[][] = []
  for (let round = 0; round < rounds; round++) {
    const { child, port } = await startUploadProcess(folder.path)
    try {
      const { beforeBytes, mostBytes, seconds } = await measureUpload(port, size)
      grown.push((mostBytes - beforeBytes) / mib)
      rows.push([
        `1 GiB, round ${round + 1}`,
        figure(beforeBytes / mib),
        figure(grown.at(-1)!),
        figure(size / mib / seconds),
      ])
    } finally {
      child.kill('SIGKILL')
    }
  }
  table(['an upload', 'MiB before', 'MiB more at most', 'MiB a second'], rows)
  judge('uploads: memory for 1 GiB', median(grown), { atMost: 64 }, ' MiB')
}
