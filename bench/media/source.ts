import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const sourceSeconds = 60

/**
 * 60 s of 1080p with sound, harder than most: a fractal, a test picture over it, light noise. H.264 High, key frames
 * far apart, as cameras and screen recorders write it.
 */
export async function makeSource(ffmpeg: string, path: string): Promise<void> {
  const [size, rate, seconds] = ['1920x1080', 30, sourceSeconds]
  const graph =
    `mandelbrot=s=960x540:rate=${rate}:maxiter=150:end_pts=2400,scale=1920:1080[fractal];` +
    `testsrc2=s=640x360:rate=${rate}[test];[fractal][test]overlay=x='W/2+400*sin(t)-320':y='H/2+250*cos(t/2)-180',` +
    'noise=alls=6:allf=t,format=yuv420p[v]'
  await run(ffmpeg, [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:sample_rate=48000:duration=${seconds}`],
    ...['-filter_complex', graph, '-map', '[v]', '-map', '0:a'],
    ...['-t', String(seconds), '-s', size, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
    ...['-b:v', '11M', '-maxrate', '14M', '-bufsize', '20M', '-g', '250', '-c:a', 'aac', '-b:a', '160k'],
    ...['-movflags', '+faststart', path],
  ])
}
