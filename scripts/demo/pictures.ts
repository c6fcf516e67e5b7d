import { join } from 'node:path'
import type { DemoChannel, DemoVideo } from './channels.ts'
import type { Ffmpeg } from './ffmpeg.ts'

export async function makeAvatar(
  ffmpeg: Ffmpeg,
  { username, avatar }: DemoChannel,
  folder: string,
): Promise<string> {
  const path = join(folder, `${username}.png`)
  const [red, green, blue] = avatar
  const graph = `nullsrc=s=512x512,format=gbrp,geq=r='${red}':g='${green}':b='${blue}'`
  await ffmpeg(['-f', 'lavfi', '-i', graph, '-frames:v', '1', path])
  return path
}

export async function makeVideo(ffmpeg: Ffmpeg, video: DemoVideo, path: string): Promise<void> {
  await ffmpeg([
    ...['-filter_complex', video.graph, '-map', '[v]', ...(video.hasSound ? ['-map', '[a]'] : [])],
    ...['-t', String(video.seconds), '-r', String(video.frameRate)],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-profile:v',
      'high',
      '-pix_fmt',
      'yuv420p',
      '-crf',
      '23',
      '-g',
      '100',
    ],
    ...(video.hasSound ? ['-c:a', 'aac', '-b:a', '128k'] : []),
    ...['-movflags', '+faststart', path],
  ])
}
