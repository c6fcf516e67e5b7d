import { type Client, stranger } from './client.ts'

export interface Variant {
  url: string
  attributes: Record<string, string>
}

export interface Master {
  url: string
  text: string
  variants: Variant[]
  /** The `EXT-X-MEDIA` lines. */
  media: Record<string, string>[]
  audioUrl: string | null
}

export interface Manifest {
  url: string
  text: string
  initUrl: string
  segments: { url: string; seconds: number }[]
  targetSeconds: number
}

async function textOf(url: string, by: Client): Promise<{ text: string; url: string }> {
  const response = await by.fetch(url)
  if (response.status !== 200) throw await refused(response)
  return { text: await response.text(), url: response.url }
}

export async function bytesOf(url: string, by: Client = stranger): Promise<Buffer> {
  const response = await by.fetch(url)
  if (response.status !== 200) throw await refused(response)
  return Buffer.from(await response.arrayBuffer())
}

const refused = async (response: Response): Promise<Error> =>
  new Error(`${response.url}: ${response.status} ${await response.text()}`)

/** `A=1,B="x,y"` → its parts, without quotes. */
function attributesOf(list: string): Record<string, string> {
  const pairs = [...list.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)]
  return Object.fromEntries(pairs.map(([, name, value]) => [name!, value!.replace(/^"|"$/g, '')]))
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

export async function readMaster(masterUrl: string, by: Client = stranger): Promise<Master> {
  const { text, url } = await textOf(masterUrl, by)
  const lines = linesOf(text)
  const resolve = (uri: string): string => new URL(uri, url).href
  const variants = lines.flatMap((line, n) =>
    line.startsWith('#EXT-X-STREAM-INF:')
      ? [{ url: resolve(lines[n + 1]!), attributes: attributesOf(line.slice(18)) }]
      : [],
  )
  const media = lines
    .filter((line) => line.startsWith('#EXT-X-MEDIA:'))
    .map((line) => attributesOf(line.slice(13)))
  const audio = media.find((item) => item.TYPE === 'AUDIO')?.URI
  return { url, text, variants, media, audioUrl: audio ? resolve(audio) : null }
}

/** Between a segment's length and its name there may be the part of a file that it is. */
const isUri = (line: string): boolean => !line.startsWith('#')

export async function readManifest(manifestUrl: string, by: Client = stranger): Promise<Manifest> {
  const { text, url } = await textOf(manifestUrl, by)
  const lines = linesOf(text)
  const map = lines.find((line) => line.startsWith('#EXT-X-MAP:')) ?? ''
  const target = lines.find((line) => line.startsWith('#EXT-X-TARGETDURATION:')) ?? ''
  const segments = lines.flatMap((line, n) =>
    line.startsWith('#EXTINF:')
      ? [{ seconds: Number.parseFloat(line.slice(8)), url: new URL(lines.slice(n).find(isUri)!, url).href }]
      : [],
  )
  return {
    ...{ url, text, segments },
    initUrl: new URL(attributesOf(map.slice(11)).URI ?? '', url).href,
    targetSeconds: Number(target.slice(22)),
  }
}

export interface Cue {
  from: number
  to: number
  sheetUrl: string
  /** x, y, width, height on the sheet. */
  box: [number, number, number, number]
}

/** The cues of a storyboard's WebVTT. */
export async function readStoryboard(vttUrl: string, by: Client = stranger): Promise<Cue[]> {
  const { text, url } = await textOf(vttUrl, by)
  if (!text.startsWith('WEBVTT')) throw new Error(`Not WebVTT: ${text.slice(0, 40)}`)
  return text
    .split(/\n\s*\n/)
    .slice(1)
    .flatMap((block) => {
      const [times, place] = block.trim().split('\n')
      const moments = times?.split(' --> ').map(secondsOf)
      const found = /^(.+)#xywh=(\d+),(\d+),(\d+),(\d+)$/.exec(place ?? '')
      if (!moments || !found) return []
      const box = found.slice(2).map(Number) as Cue['box']
      return [{ from: moments[0]!, to: moments[1]!, sheetUrl: new URL(found[1]!, url).href, box }]
    })
}

const secondsOf = (time: string): number =>
  time.split(':').reduce((total, part) => total * 60 + Number.parseFloat(part), 0)
