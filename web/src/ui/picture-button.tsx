import { lazy, Suspense, useRef, useState } from 'react'
import { Button } from './button.tsx'
import type { Crop } from './crop-dialog.tsx'

const CropDialog = lazy(async () => ({ default: (await import('./crop-dialog.tsx')).CropDialog }))

/** What the server takes. */
export const pictureKinds = 'image/jpeg,image/png,image/webp,image/gif,image/avif'

interface PictureButtonProps {
  label: string
  isSmall?: boolean
  /** The part of it that is wanted, which is chosen in a dialog; without it the file is taken as it is. */
  crop?: Crop
  onPicture(picture: Blob): void
}

/** A button that asks for a picture of this machine. */
export function PictureButton({ label, isSmall, crop, onPicture }: PictureButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  const [chosen, choose] = useState<File | null>(null)
  return (
    <>
      <Button isSmall={isSmall} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={pictureKinds}
        aria-label={label}
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file && crop) choose(file)
          else if (file) onPicture(file)
          currentTarget.value = ''
        }}
      />
      {crop && chosen && (
        <Suspense>
          <CropDialog file={chosen} crop={crop} onPicture={onPicture} onClose={() => choose(null)} />
        </Suspense>
      )}
    </>
  )
}
