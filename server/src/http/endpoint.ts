import type { z } from 'zod'
import type { ErrorCode } from '../errors.ts'
import type { Id } from '../lib/id.ts'
import type { Also } from '../ports/job-queue.ts'
import type { Viewer } from '../viewer.ts'

/**
 * An endpoint is one value: what may be asked, by whom, and what is answered. Validation, encoding of the
 * answer, access and OpenAPI are all read off it. The handler never sees `req` or `res`.
 */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Route = `${Method} /${string}`

/** `none`: nobody is looked up. `optional`: a bad token means an anonymous visitor. */
export type Access = 'none' | 'optional' | 'user' | 'admin'
type ViewerOf<A extends Access> = A extends 'none' ? null : A extends 'optional' ? Viewer | null : Viewer

export type Shape = Record<string, z.ZodType>
type InputOf<S> = S extends Shape ? { [Key in keyof S]: z.output<S[Key]> } : Record<string, never>
type BodyOf<B> = B extends z.ZodType ? z.output<B> : undefined

/** A file of a multipart form. */
export interface FileSpec {
  required: boolean
  /** Largest size, in bytes. */
  maxBytes: number
  description: string
  /** Other names under which front ends send it. */
  aliases?: string[]
}
export type FileShape = Record<string, FileSpec>

/** A received file on this machine's disk. What is not taken over is removed when the request ends. */
export interface StagedFile {
  path: string
  sizeBytes: number
  /** As the client sent it: for messages only, never for a path. */
  originalName: string
  declaredType: string
  /** SHA-256 of the contents, where the request carries an `Idempotency-Key`. */
  digest?: string
}
type FilesOf<F> = F extends FileShape
  ? { [Key in keyof F]: F[Key] extends { required: true } ? StagedFile : StagedFile | undefined }
  : Record<string, never>

/** What is known of the program that asks. */
export interface Client {
  /** As it was asked: `HEAD` where the route says `GET`. */
  method: string
  /** The address behind the proxies that are trusted. */
  address: string
  userAgent: string
  requestId: string
  cookies: Record<string, string>
  /** Where this server is reached, without a trailing slash: PUBLIC_URL, else the request's own host. */
  baseUrl: string
  /** Aborted when the client goes away before it has its answer. */
  signal: AbortSignal
}

export interface Asked<A extends Access, P, Q, B, F> {
  params: InputOf<P>
  query: InputOf<Q>
  body: BodyOf<B>
  files: FilesOf<F>
  viewer: ViewerOf<A>
  client: Client
  now: Date
  /** For the store's write that is the effect of this request. */
  also: Also
}

/** A cookie to set (`value`) or to clear (`value: null`); the flags are the server's. */
export interface Cookie {
  name: string
  value: string | null
  maxAgeSeconds?: number
}

const replyTag = Symbol('reply')

/** An answer with more than its data. */
export interface Reply<T> {
  [replyTag]: true
  data: T
  message?: string
  cookies?: Cookie[]
  /** Of a list that is a plain array: stands in the envelope and in a `Link` header while there is more. */
  nextCursor?: string | null
}

export const reply = <T>(data: T, more: Omit<Reply<T>, typeof replyTag | 'data'> = {}): Reply<T> => ({
  [replyTag]: true,
  data,
  ...more,
})

export const isReply = (value: unknown): value is Reply<unknown> =>
  typeof value === 'object' && value !== null && replyTag in value

type Answered<R extends z.ZodType> = z.input<R> | Reply<z.input<R>>

interface Described<T extends Route, A extends Access, P, Q, B, F, R extends z.ZodType> {
  /** The contract's name of the operation. */
  id: string
  route: T
  aliases?: Route[]
  summary: string
  description?: string
  access: A
  params?: P
  query?: Q
  body?: B
  /** `lenient` is a toggle's: a body that is absent, null, {} or not JSON counts as none. */
  bodyMode?: 'json' | 'lenient'
  /** Files make the body a multipart form; JSON is then accepted too, when no file is required. */
  files?: F
  answer: R
  status?: 200 | 201
  /** The envelope's sentence. */
  message: string
  errors: ErrorCode[]
  /** The name of the limit that counts requests before their body is read. */
  rateLimit?: RateLimitName
  /** True for log-in: the request must not come from a foreign web page, cookie or not. */
  setsSession?: boolean
  /** One answer may serve all who are not signed in: it counts nothing and looks at nothing but the address. */
  isShared?: boolean
  handle(asked: Asked<A, P, Q, B, F>): Promise<Answered<R>> | Answered<R>
}

/**
 * A POST of somebody signed in may be sent again under the same `Idempotency-Key`: its handler hands `also` on to the
 * one write that is its effect, and `again` answers a repetition from what was made or changed then, with the same look
 * at who may see it. Null: no key is taken.
 */
interface Repeatable<A extends Access, P, R extends z.ZodType> {
  again:
    | ((
        asked: Pick<Asked<A, P, unknown, unknown, unknown>, 'params' | 'viewer' | 'client'>,
        targetId: Id,
      ) => Promise<Answered<R>>)
    | null
}

export type Spec<T extends Route, A extends Access, P, Q, B, F, R extends z.ZodType> = Described<
  T,
  A,
  P,
  Q,
  B,
  F,
  R
> &
  (T extends `POST ${string}` ? (A extends 'user' | 'admin' ? Repeatable<A, P, R> : unknown) : unknown)

export type RateLimitName = 'login' | 'register' | 'refresh'

/** A `Spec` whose type parameters no longer matter: what the server mounts and OpenAPI reads. */
export interface Endpoint {
  kind: 'json'
  id: string
  route: Route
  aliases: Route[]
  summary: string
  description: string | undefined
  access: Access
  params: Shape
  query: Shape
  body: z.ZodType | undefined
  bodyMode: 'json' | 'lenient'
  files: FileShape
  answer: z.ZodType
  status: 200 | 201
  message: string
  errors: ErrorCode[]
  rateLimit: RateLimitName | undefined
  setsSession: boolean
  isShared: boolean
  handle(asked: Asked<Access, Shape, Shape, z.ZodType, FileShape>): unknown
  again: ((asked: Asked<Access, Shape, Shape, z.ZodType, FileShape>, targetId: Id) => unknown) | null
}

export function endpoint<
  const T extends Route,
  A extends Access,
  R extends z.ZodType,
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  const F extends FileShape | undefined = undefined,
>(spec: Spec<T, A, P, Q, B, F, R>): Endpoint {
  return {
    kind: 'json',
    id: spec.id,
    route: spec.route,
    aliases: spec.aliases ?? [],
    summary: spec.summary,
    description: spec.description,
    access: spec.access,
    params: spec.params ?? {},
    query: spec.query ?? {},
    body: spec.body,
    bodyMode: spec.bodyMode ?? 'json',
    files: spec.files ?? {},
    answer: spec.answer,
    status: spec.status ?? 200,
    message: spec.message,
    errors: spec.errors,
    rateLimit: spec.rateLimit,
    setsSession: spec.setsSession ?? false,
    isShared: spec.isShared ?? false,
    handle: spec.handle as Endpoint['handle'],
    again: 'again' in spec ? (spec.again as Endpoint['again']) : null,
  }
}

/** `GET /videos/:videoId` → its two halves. */
export function splitRoute(route: Route): { method: Method; path: string } {
  const [method, path] = route.split(' ')
  return { method: method as Method, path: path! }
}
