import { createHash } from 'node:crypto'
import { type Client, stranger } from './client.ts'
import { bytesOf } from './hls.ts'
import { everyUrl } from './media.ts'

/**
 * What everybody gets of a video, by the name within its generation: `hls/v360/00001.m4s` → a hash. Two runs on one
 * source may differ in the random names of generations alone.
 */
export async function digestOf(
  video: { owner: unknown },
  by: Client = stranger,
): Promise<Record<string, string>> {
  const digest: Record<string, string> = {}
  for (const url of await everyUrl(video, by)) {
    const { pathname } = new URL(url)
    const part = /\/videos\/[0-9a-f]{24}\/([a-z]+)\/[0-9a-f]+\/(.+)$/.exec(pathname)
    // The stable address of the manifest names the generation; its own file is in there with the rest.
    if (!part) continue
    const name = part[1] === 'hls' ? part[2] : part[2]!.replace(/^[0-9a-f]{16,}/, '')
    digest[`${part[1]}/${name}`] = createHash('sha256')
      .update(await bytesOf(url, by))
      .digest('hex')
  }
  return digest
}
