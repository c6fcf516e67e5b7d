import type { z } from 'zod'
import type { Method } from '../endpoint.ts'

/** A route outside the kit, as far as documentation goes: byte streams, probes. */
export interface PlainRoute {
  id: string
  method: Method
  /** From the server's root: `/media/:videoId/master.m3u8`. */
  path: string
  summary: string
  tag: string
  /** By status. */
  answers: Record<number, PlainAnswer | undefined>
}

export interface PlainAnswer {
  description: string
  contentType?: string
  /** Of a JSON answer. */
  shape?: z.ZodType
  example?: unknown
}
