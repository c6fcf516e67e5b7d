import { type AppError, catalogue } from '../../errors.ts'
import { statusOf } from './statuses.ts'

export interface Envelope {
  statusCode: number
  data: unknown
  message: string
  success: true
  nextCursor?: string
}

export interface ErrorEnvelope {
  statusCode: number
  data: null
  message: string
  success: false
  errors: { path: string; message: string }[]
  code: string
  requestId: string
}

export const envelope = (statusCode: number, data: unknown, message: string): Envelope => ({
  statusCode,
  data,
  message,
  success: true,
})

export const errorEnvelope = (error: AppError, requestId: string): ErrorEnvelope => ({
  statusCode: statusOf[error.code],
  data: null,
  message: error.message,
  success: false,
  errors: error.errors,
  code: error.code,
  requestId,
})

/** The same error as an RFC 9457 document; `message` is there for clients that read either form. */
export const problem = (error: AppError, requestId: string) => ({
  type: `urn:reelbase:error:${error.code}`,
  title: catalogue[error.code],
  status: statusOf[error.code],
  detail: error.message,
  message: error.message,
  code: error.code,
  errors: error.errors,
  requestId,
})
