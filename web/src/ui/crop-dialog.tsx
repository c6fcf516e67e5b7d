import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import styles from './crop-dialog.module.css'
import { Dialog, DialogEnd } from './dialog.tsx'

export interface Crop {
  /** Width by height. */
  aspect: number
  /** Pixels: more are never shown. */
  widest: number
}

/** Which part: `zoom` from 1, which is as much as there is; `x` and `y` from 0 to 1 of the way that is left. */
interface Part {
  zoom: number
  x: number
  y: number
}

interface CropDialogProps {
  file: File
  crop: Crop
  onPicture(picture: Blob): void
  onClose(): void
}

const closest = 5
const sliders = [
  { name: 'zoom', label: text.crop.zoom, min: 1, max: closest },
  { name: 'x', label: text.crop.across, min: 0, max: 1 },
  { name: 'y', label: text.crop.down, min: 0, max: 1 },
] as const

/** Cuts a picture: dragged and zoomed with a pointer, or moved by sliders. */
export function CropDialog({ file, crop, onPicture, onClose }: CropDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [part, setPart] = useState<Part>({ zoom: 1, x: 0.5, y: 0.5 })
  const picture = useBitmap(file, () => {
    // What this browser cannot draw, the server perhaps can.
    onPicture(file)
    onClose()
  })
  useEffect(() => {
    if (picture) dialog.current?.showModal()
  }, [picture])
  useEffect(() => {
    if (picture && canvas.current) draw(canvas.current, picture, crop, part)
  }, [picture, crop, part])
  const done = async (): Promise<void> => {
    if (picture) onPicture(await cut(picture, crop, part, file.type))
    onClose()
  }
  const drag = ({ movementX, movementY, buttons, currentTarget, pointerId }: PointerEvent): void => {
    if (!picture || buttons !== 1) return
    currentTarget.setPointerCapture(pointerId)
    const shown = areaOf(picture, crop, part)
    const scale = shown.width / currentTarget.clientWidth
    setPart({
      ...part,
      x: part.x - share(movementX * scale, picture.width - shown.width),
      y: part.y - share(movementY * scale, picture.height - shown.height),
    })
  }
  return (
    <Dialog ref={dialog} title={text.crop.title} onClose={onClose}>
      <canvas
        ref={canvas}
        className={styles.stage}
        style={{ aspectRatio: crop.aspect }}
        onPointerMove={drag}
        onWheel={({ deltaY }) => setPart({ ...part, zoom: within(part.zoom - deltaY / 500, 1, closest) })}
      />
      {sliders.map(({ name, label, min, max }) => (
        <label key={name} className={styles.slider}>
          {label}
          <input
            type="range"
            {...{ min, max }}
            step={0.01}
            value={within(part[name], min, max)}
            onChange={({ currentTarget }) => setPart({ ...part, [name]: Number(currentTarget.value) })}
          />
        </label>
      ))}
      <DialogEnd>
        <Button look="quiet" onClick={() => dialog.current?.close()}>
          {text.common.cancel}
        </Button>
        <Button look="strong" onClick={() => void done()}>
          {text.crop.done}
        </Button>
      </DialogEnd>
    </Dialog>
  )
}

const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))
const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)

function useBitmap(file: File, onUnreadable: () => void): ImageBitmap | null {
  const [bitmap, setBitmap] = useState<ImageBitmap | null>(null)
  const latest = useRef(onUnreadable)
  useEffect(() => {
    latest.current = onUnreadable
  })
  useEffect(() => {
    let isOver = false
    createImageBitmap(file).then(
      (made) => isOver || setBitmap(made),
      () => isOver || latest.current(),
    )
    return () => {
      isOver = true
    }
  }, [file])
  return bitmap
}

/** The pixels of the picture that are seen. */
function areaOf({ width, height }: ImageBitmap, { aspect }: Crop, { zoom, x, y }: Part) {
  const most = Math.min(width, height * aspect)
  const area = { width: most / zoom, height: most / aspect / zoom }
  return {
    ...area,
    left: within(x, 0, 1) * (width - area.width),
    top: within(y, 0, 1) * (height - area.height),
  }
}

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop, part: Part): void {
  const { left, top, width, height } = areaOf(picture, crop, part)
  canvas.width = Math.max(1, Math.round(Math.min(crop.widest, width)))
  canvas.height = Math.max(1, Math.round(canvas.width / crop.aspect))
  canvas.getContext('2d')!.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height)
}

/** A PNG stays one, for it may be transparent. */
function cut(picture: ImageBitmap, crop: Crop, part: Part, type: string): Promise<Blob> {
  const canvas = document.createElement('canvas')
  draw(canvas, picture, crop, part)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be cut.'))),
      type === 'image/png' ? type : 'image/jpeg',
      0.92,
    ),
  )
}
