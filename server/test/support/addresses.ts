import type { Client } from './client.ts'

const addressesIn = (value: unknown): string[] => [
  ...new Set(JSON.stringify(value).match(/https?:\/\/[^"]+/g) ?? []),
]

/** What a video's detail names and what its manifests and storyboard name in turn; nothing of its owner. */
export async function everyAddress(by: Client, video: { owner: unknown }): Promise<string[]> {
  const found = addressesIn({ ...video, owner: null })
  for (const address of found) {
    if (!/\.(m3u8|vtt)$/.test(address)) continue
    const text = await (await by.fetch(address)).text()
    const inTags = [...text.matchAll(/URI="([^"]+)"/g)].map(([, name]) => name!)
    const lines = text.split('\n').filter((line) => /^[^#\s][^\s]*\.(m4s|m3u8|jpg)/.test(line))
    for (const name of [...inTags, ...lines]) {
      const address_ = new URL(name.replace(/#.*/, ''), address).href
      if (!found.includes(address_)) found.push(address_)
    }
  }
  return found
}

/** Each status once. */
export async function statusesOf(by: Client, addresses: string[]): Promise<number[]> {
  const statuses = await Promise.all(addresses.map(async (address) => (await by.fetch(address)).status))
  return [...new Set(statuses)].sort()
}
