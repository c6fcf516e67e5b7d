import { headersOf, type Row } from './row.ts'

/** Not counted as a viewer, so that looking changes nothing. */
const bot = 'Googlebot/2.1 (+http://www.google.com/bot.html)'

export async function readAnswer(url: string, row: Row): Promise<{ status: number; text: string }> {
  const headers = { ...headersOf(row), 'user-agent': bot, 'accept-encoding': 'identity' }
  const response = await fetch(url, { headers })
  return { status: response.status, text: await response.text() }
}

/** A ceiling that answers something else is none. Throws where the bytes first differ. */
export async function expectSame(
  row: Row,
  contenders: { reelbase: string; handWritten: string },
): Promise<void> {
  for (const path of row.paths.slice(0, 20)) {
    const [real, made] = await Promise.all(
      [contenders.reelbase, contenders.handWritten].map((url) => readAnswer(url + path, row)),
    )
    if (real!.status === 200 && real!.text === made!.text) continue
    const at = [...real!.text].findIndex((letter, n) => letter !== made!.text[n])
    throw new Error(
      `The hand-written answer to ${path} is another one (${real!.status}, ${made!.status}):\n` +
        `  ${real!.text.slice(Math.max(0, at - 60), at + 100)}\n  ${made!.text.slice(Math.max(0, at - 60), at + 100)}`,
    )
  }
}
