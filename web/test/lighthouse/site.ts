import { openAsBlob } from 'node:fs'
import { join } from 'node:path'
import { ffmpeg } from '../../../server/test/acceptance/support/ffmpeg.ts'
import { ask, ready, register } from '../support/api.ts'

interface Furnished {
  /** Of the video with the comments. */
  film: string
  /** Of one that holds it. */
  playlist: string
}

/** A site as a visitor finds it: a page full of videos with pictures. */
export async function furnish(
  url: string,
  folder: string,
  { cards, comments }: { cards: number; comments: number },
): Promise<Furnished> {
  const [short, film, pictures] = [
    join(folder, 'short.mp4'),
    join(folder, 'film.mp4'),
    join(folder, '%02d.jpg'),
  ]
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart']
  await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10', '-t', '2', ...coding, short])
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30', '-f', 'lavfi', '-i', 'sine=frequency=440'],
    ...['-t', '20', '-g', '60', ...coding, '-c:a', 'aac', film],
  ])
  // As rich in detail as a photograph.
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'mandelbrot=size=1280x720:rate=1:end_scale=0.0001'],
    ...['-frames:v', String(cards), pictures],
  ])
  const ann = await register('Ann Lee', url)
  let shown = ''
  for (let n = 1; n <= cards; n++) {
    const isLast = n === cards
    const form = new FormData()
    form.set('title', isLast ? 'Walking along the river in autumn' : `A film of the collection, number ${n}`)
    form.set('description', 'What is to be seen here, in two lines.\nAt 0:05 it begins.')
    form.set('videoFile', await openAsBlob(isLast ? film : short, { type: 'video/mp4' }), 'film.mp4')
    const picture = pictures.replace('%02d', String(n).padStart(2, '0'))
    form.set('thumbnail', await openAsBlob(picture, { type: 'image/jpeg' }), 'picture.jpg')
    shown = (await ask<{ _id: string }>(ann, 'POST', '/videos', form))._id
    // One after another: a probe that waits for other films' renditions is refused.
    await ready(ann, shown)
  }
  for (let n = 1; n <= comments; n++) {
    await ask(ann, 'POST', `/comments/${shown}`, {
      content: `Comment ${n}: how lovely it is at 0:${n + 10}.`,
    })
  }
  const { _id: playlist } = await ask<{ _id: string }>(ann, 'POST', '/playlist', { name: 'A long one' })
  await ask(ann, 'PATCH', `/playlist/add/${shown}/${playlist}`)
  return { film: shown, playlist }
}
