import { rm } from 'node:fs/promises'
import type { Request } from 'express'
import { appError } from '../errors.ts'
import type { Staging } from '../ports/staging.ts'
import type { FileShape, StagedFile } from './endpoint.ts'
import { readForm } from './upload/form.ts'
import { bodyLimit, checkLength } from './upload/limits.ts'
import { watchProgress } from './upload/progress.ts'

/** A multipart form on this machine's disk. */
export interface ReceivedForm {
  fields: unknown
  files: Record<string, StagedFile | undefined>
  /** Removes what nobody took over. */
  dispose(): Promise<void>
}

export interface Receiving {
  /** Whether the digests of the files are wanted, which cost a processor some time. */
  withDigests: boolean
}

export type ReceiveForm = (files: FileShape, req: Request, how: Receiving) => Promise<ReceivedForm>

interface UploadParts {
  staging: Staging
  /** An upload that brings nothing for so long is given up; one that moves may take hours. */
  idleMs?: number
}

/**
 * Streams a multipart form to the staging folder, never into memory. When the promise resolves every file is
 * synced; when it rejects none is left. What is unread of a refused body is `boundUnreadBody`'s affair.
 */
export const createReceiveForm =
  ({ staging, idleMs = 60_000 }: UploadParts): ReceiveForm =>
  async (files, req, { withDigests }) => {
    if (!req.is('multipart/form-data')) {
      throw appError('unsupported_content_type', { message: 'This route takes multipart/form-data.' })
    }
    await checkLength(files, req, staging)
    const paths: string[] = []
    const dispose = async (): Promise<void> => {
      await Promise.all(paths.map((path) => rm(path, { force: true })))
    }
    const newPath = async (): Promise<string> => {
      const path = await staging.newPath()
      paths.push(path)
      return path
    }
    const progress = watchProgress(req, { idleMs, maxBytes: bodyLimit(files) })
    try {
      const form = await readForm(files, req, {
        ...{ newPath, staging, withDigests },
        failed: progress.failed,
      })
      return { ...form, dispose }
    } catch (error) {
      await dispose()
      throw error
    } finally {
      progress.stop()
    }
  }
