import sharp from 'sharp'

/** A multipart form; a value that is undefined is left out. */
export function form(fields: Record<string, string | File | undefined>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) data.append(name, value)
  }
  return data
}

const made = new Map<string, Promise<Buffer>>()

/** A real picture of one colour, as a browser would send it. */
export async function pictureFile({
  width = 320,
  height = 240,
  format = 'jpeg' as 'jpeg' | 'png' | 'webp' | 'gif',
} = {}): Promise<File> {
  const key = `${width}×${height} ${format}`
  const bytes =
    made.get(key) ??
    sharp({ create: { width, height, channels: 3, background: '#3366cc' } })
      .toFormat(format)
      .toBuffer()
  made.set(key, bytes)
  return new File([new Uint8Array(await bytes)], `picture.${format}`, { type: `image/${format}` })
}
