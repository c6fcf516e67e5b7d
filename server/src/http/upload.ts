import type { Request, Response } from 'express'
import type { FileShape, StagedFile } from './endpoint.ts'

/** A multipart form on this machine's disk. */
export interface ReceivedForm {
  fields: unknown
  files: Record<string, StagedFile | undefined>
  /** Removes what nobody took over. */
  dispose(): Promise<void>
}

export type ReceiveForm = (files: FileShape, req: Request, res: Response) => Promise<ReceivedForm>
