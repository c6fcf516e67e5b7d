import { firstLetter } from '../../ui/avatar.tsx'

const side = 256

/** A picture for somebody who has none: the first letter on a colour of its own. */
export async function drawnAvatar(name: string): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d')!
  const hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0)! * 7, 0) % 360
  context.fillStyle = `hsl(${hue} 45% 38%)`
  context.fillRect(0, 0, side, side)
  context.fillStyle = '#fff'
  context.font = `600 ${side / 2}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(firstLetter(name), side / 2, side / 2 + side / 32)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('No picture could be drawn.'))),
      'image/png',
    ),
  )
}
