import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makePicture, placeholderThumbnail, readPicture, thumbnailOfFrame } from './pictures.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const red = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 20, b: 20, alpha: 0.5 } } })

async function save(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

describe('readPicture', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)(
    'knows a %s by its contents, whatever its name',
    async (format) => {
      const path = await save(`${format}.txt`, await red(120, 80).toFormat(format).toBuffer())
      expect(await readPicture(path)).toEqual({ format, width: 120, height: 80 })
    },
  )

  it.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['an SVG after a comment', '<!-- x --><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['a web page', '<!doctype html><script>alert(1)</script>'],
    ['a PDF', '%PDF-1.7'],
    ['a TIFF', 'II*\0\x08\0\0\0'],
    ['a text', 'hello there'],
    ['nothing', ''],
    ['the first bytes of a PNG alone', '\x89PNG'],
  ])('refuses %s', async (_, contents) => {
    await expect(readPicture(await save('x.png', Buffer.from(contents, 'latin1')))).rejects.toMatchObject({
      code: 'not_a_picture',
    })
  })

  it('refuses a side of more than 8,192 pixels without decoding it', async () => {
    const path = await save('wide.png', await red(8193, 2).png().toBuffer())
    await expect(readPicture(path)).rejects.toMatchObject({ code: 'picture_too_large' })
  })

  it('refuses a small GIF of many pixels, which would fill the memory', async () => {
    const gif = await red(8000, 2200).gif().toBuffer()
    expect(gif.length).toBeLessThan(100_000)
    await expect(readPicture(await save('big.gif', gif))).rejects.toMatchObject({ code: 'picture_too_large' })
  })

  it('tells the size that a person sees', async () => {
    const path = await save(
      'turned.jpg',
      await red(120, 80).jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    )
    expect(await readPicture(path)).toMatchObject({ width: 80, height: 120 })
  })
})

describe('makePicture', () => {
  it('makes avatars square, upright and free of metadata', async () => {
    const exif = { IFD0: { Copyright: 'somewhere at home' } }
    const path = await save(
      'a.jpg',
      await red(900, 600).jpeg().withMetadata({ orientation: 6 }).withExifMerge(exif).toBuffer(),
    )
    expect((await readFile(path)).includes('somewhere')).toBe(true)
    const made = await makePicture(path, 'avatar')
    expect(made.map(({ size, width, height }) => [size, width, height])).toEqual([
      ['large', 256, 256],
      ['small', 64, 64],
    ])
    for (const { bytes } of made) {
      expect(bytes.includes('somewhere')).toBe(false)
      const { format, exif, orientation } = await sharp(bytes).metadata()
      expect([format, exif, orientation]).toEqual(['jpeg', undefined, undefined])
    }
  })

  it('fits a thumbnail into 1280 × 720 and 480 × 270, and never enlarges', async () => {
    const sizesOf = async (width: number, height: number) => {
      const made = await makePicture(
        await save('t.png', await red(width, height).png().toBuffer()),
        'thumbnail',
      )
      return made.map((picture) => [picture.width, picture.height])
    }
    expect(await sizesOf(1920, 1080)).toEqual([
      [1280, 720],
      [480, 270],
    ])
    expect(await sizesOf(1080, 1920)).toEqual([
      [405, 720],
      [152, 270],
    ])
    expect(await sizesOf(300, 200)).toEqual([
      [300, 200],
      [300, 200],
    ])
  })

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(
      [red(40, 30), red(40, 30).negate()].map((frame) => frame.png().toBuffer()),
    )
    const path = await save(
      'a.gif',
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    )
    expect((await makePicture(path, 'cover'))[0]).toMatchObject({ width: 40, height: 30 })
  })

  it('refuses a picture that ends half-way', async () => {
    const whole = await sharp({
      create: {
        width: 600,
        height: 600,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .png()
      .toBuffer()
    const path = await save('cut.png', whole.subarray(0, whole.length / 2))
    await expect(makePicture(path, 'avatar')).rejects.toMatchObject({ code: 'not_a_picture' })
  })

  it('makes two at once, lets 64 wait, and refuses more', async () => {
    const path = await save('queue.png', await red(8, 8).png().toBuffer())
    const made = await Promise.allSettled(Array.from({ length: 67 }, () => makePicture(path, 'avatar')))
    const refused = made.filter(({ status }) => status === 'rejected')
    expect(refused).toEqual([{ status: 'rejected', reason: expect.objectContaining({ code: 'overloaded' }) }])
  })

  it('makes the thumbnail of a frame while as many uploads wait as may', async () => {
    const path = await save('frame.png', await red(8, 8).png().toBuffer())
    const uploads = Array.from({ length: 66 }, () => makePicture(path, 'avatar'))
    expect((await thumbnailOfFrame(path)).map(({ size }) => size)).toEqual(['large', 'small'])
    await Promise.all(uploads)
  })
})

it('has a placeholder for a thumbnail in both sizes', async () => {
  const made = await placeholderThumbnail()
  expect(made.map(({ width, height }) => [width, height])).toEqual([
    [1280, 720],
    [480, 270],
  ])
  expect(made[0]!.bytes.length).toBeLessThan(40_000)
})
