/** A request that is over, as logs and figures see it. Nothing in it holds a token. */
export interface FinishedRequest {
  method: string
  /** With the tokens of media paths and the values of unknown query parameters gone. */
  url: string
  httpVersion: string
  /** 499, as nginx has it, when the client left before the answer began. */
  status: number
  ms: number
  /** Bytes of the answer's body that were sent. */
  bytes: number
  /** The client left before the answer's last byte. */
  aborted: boolean
  requestId: string
  /** The contract's name of the operation; undefined for a path that nobody answers to. */
  operation: string | undefined
  viewerId: string | undefined
  address: string
  userAgent: string
  /** Without its query. */
  referer: string
}

export type RequestObserver = (request: FinishedRequest) => void
