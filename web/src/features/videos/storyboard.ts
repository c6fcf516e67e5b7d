/** One small picture: a rectangle of a sheet. */
export interface Cell {
  sheet: string
  x: number
  y: number
  width: number
  height: number
}

const cue = /^(?<sheet>\S+)#xywh=(?<x>\d+),(?<y>\d+),(?<width>\d+),(?<height>\d+)$/gm

/** The pictures of a storyboard in their order. `url`: of its WebVTT, beside which the sheets lie. */
export async function cellsOf(url: string, signal: AbortSignal): Promise<Cell[]> {
  const response = await fetch(url, { signal })
  if (!response.ok) return []
  const found = [...(await response.text()).matchAll(cue)].map(({ groups = {} }) => groups)
  return found.map(({ sheet = '', x, y, width, height }) => ({
    sheet: new URL(sheet, url).href,
    ...{ x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
  }))
}
