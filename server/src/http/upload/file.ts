import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { appError } from '../../errors.ts'
import { sizeInWords } from '../../lib/bytes.ts'
import { isDiskFull } from '../../lib/disk-space.ts'
import { collectYoungGarbage } from '../../lib/garbage.ts'
import type { Staging } from '../../ports/staging.ts'
import { maxFieldBytes } from './limits.ts'

/** Between two looks at the disk, which others fill too, and at our memory. */
const lookEveryBytes = 16 * 1024 * 1024

interface StageParts {
  name: string
  maxBytes: number
  newPath(): Promise<string>
  staging: Staging
  withDigests: boolean
}

/** Writes a part to a new file and syncs it. The caller removes the file when this fails. */
export async function stageFile(
  stream: Readable,
  { name, maxBytes, newPath, staging, withDigests }: StageParts,
): Promise<{ path: string; sizeBytes: number; digest?: string }> {
  const hash = withDigests ? createHash('sha256') : null
  let sizeBytes = 0
  let nextLook = lookEveryBytes
  try {
    const path = await newPath()
    await using file = await open(path, 'wx', 0o600)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) throw tooLarge(name, maxBytes)
      hash?.update(chunk)
      await file.writeFile(chunk)
      if (sizeBytes < nextLook) continue
      nextLook += lookEveryBytes
      collectYoungGarbage()
      if ((await staging.roomBytes()) <= 0) throw appError('storage_full')
    }
    await file.sync()
    return { path, sizeBytes, digest: hash?.digest('base64url') }
  } catch (error) {
    stream.destroy()
    throw isDiskFull(error) ? appError('storage_full', { cause: error }) : error
  }
}

/** An unknown part without a file name: an input in which nothing was chosen. More than a little is a file. */
export async function discardNameless(stream: Readable, name: string | undefined): Promise<void> {
  let sizeBytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > maxFieldBytes)
      throw appError('unexpected_file', {
        errors: [{ path: name ?? '', message: 'This file is not expected here.' }],
      })
  }
}

function tooLarge(path: string, maxBytes: number) {
  const message = `At most ${sizeInWords(maxBytes)}.`
  return appError('file_too_large', { message: `${path}: ${message}`, errors: [{ path, message }] })
}
