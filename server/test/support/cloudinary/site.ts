import { request } from 'node:http'
import { afterAll } from 'vitest'
import { useSite } from '../app.ts'
import type { Client } from '../client.ts'
import { listenOnFreePort } from '../web.ts'
import { startCloudinary } from './stand-in.ts'

/** A site whose files lie at a stand-in for Cloudinary, which reaches it by `PUBLIC_URL`. Called at the top of a file. */
export async function siteOnCloudinary(env: Record<string, string> = {}) {
  const standIn = await startCloudinary()
  // The site's own port is not known before it runs.
  const door = await listenOnFreePort((req, res) => {
    const { method, headers } = req
    const onward = request(`${site.url()}${req.url}`, { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(res)
    })
    onward.on('error', () => res.destroy())
    res.on('close', () => onward.destroy())
    req.pipe(onward)
  })
  const site = useSite({ env: { ...standIn.env, PUBLIC_URL: door.url, ...env } })
  afterAll(async () => {
    await door.close()
    await standIn.close()
  })
  return { ...site, standIn, door: door.url }
}

/** What a video's detail names, and what its manifests name in turn; nothing of its owner. */
export async function addressesOf(by: Client, video: { owner: unknown; sources: object }): Promise<string[]> {
  const { owner: _, ...own } = { ...video, sources: { ...video.sources, original: null } }
  const found = [...new Set(JSON.stringify(own).match(/http:\/\/[^"]+/g) ?? [])]
  for (const address of found) {
    if (!address.includes('.m3u8')) continue
    const text = await (await by.fetch(address)).text()
    for (const line of text.split('\n').filter((name) => /^[^#\s]/.test(name))) {
      const named = new URL(line, address).href
      if (!found.includes(named)) found.push(named)
    }
  }
  return found
}
