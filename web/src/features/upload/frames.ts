const shares = [0.2, 0.5, 0.8]
const widest = 1280
const patienceMs = 10_000

/** A few frames of a file that this browser can play, taken here; none of any other. */
export async function framesOf(file: File, signal: AbortSignal): Promise<Blob[]> {
  const url = URL.createObjectURL(file)
  const video = document.createElement('video')
  try {
    video.muted = true
    video.preload = 'auto'
    video.src = url
    await once(video, 'loadeddata', signal)
    const frames: Blob[] = []
    for (const share of shares) {
      video.currentTime = video.duration * share
      await once(video, 'seeked', signal)
      frames.push(await drawn(video))
    }
    return frames
  } finally {
    video.removeAttribute('src')
    video.load()
    URL.revokeObjectURL(url)
  }
}

function once(video: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The file is too slow to look into.')), patienceMs)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    video.addEventListener(name, done, { once: true, signal })
    video.addEventListener('error', () => reject(new Error('This browser does not play the file.')), {
      once: true,
      signal,
    })
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

function drawn(video: HTMLVideoElement): Promise<Blob> {
  const scale = Math.min(1, widest / video.videoWidth)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(video.videoWidth * scale)
  canvas.height = Math.round(video.videoHeight * scale)
  canvas.getContext('2d')!.drawImage(video, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('No frame could be drawn.'))),
      'image/jpeg',
      0.9,
    ),
  )
}
