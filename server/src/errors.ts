/**
 * Every error a client can meet, with the sentence it reads when nothing better is known.
 * The status of each stands in http/answer/statuses.ts; docs/errors.md explains each one.
 */
export const catalogue = {
  invalid_input: 'Something in the request is not as it should be.',
  invalid_id: 'That is not a valid id: an id is 24 hexadecimal characters.',
  malformed_json: 'The body is not valid JSON.',
  malformed_request: 'That is not a valid HTTP request.',
  malformed_form: 'The form could not be read: send it as multipart/form-data.',
  invalid_cursor: 'This cursor does not belong to this list. Start again without a cursor.',
  page_too_deep: 'Pages end at row 10,000. Go on with the cursor of the previous answer.',
  url_too_long: 'The address is too long.',
  headers_too_large: 'The headers of the request are too large.',
  unknown_expectation: 'Nothing but `100-continue` can be expected of this server.',
  unsupported_content_type: 'The body has a content type that is not accepted here.',
  body_too_large: 'The body is too large.',
  file_too_large: 'The file is too large.',
  unexpected_file: 'The form holds a file that is not expected here.',
  already_in_playlist: 'This video is already in the playlist.',
  too_many_playlists: 'You have 500 playlists, which is as many as there can be. Delete one first.',
  playlist_full: 'This playlist holds 5,000 videos, which is as many as there can be. Take one out first.',
  own_channel: 'You cannot subscribe to your own channel.',
  own_account: 'You cannot block yourself.',
  missing_file: 'A file is missing.',
  not_authenticated: 'Please log in first.',
  invalid_token: 'The session has ended or the token is not valid. Please log in again.',
  wrong_password: 'The password is not right.',
  wrong_old_password: 'The current password is not right.',
  token_reused: 'This refresh token was used before, so the session was ended. Please log in again.',
  username_taken: 'This user name is taken.',
  email_taken: 'There is an account with this e-mail already.',
  user_not_found: 'There is no such user.',
  not_subscribed: 'You do not follow this channel.',
  session_not_found: 'There is no such session.',
  unsupported_file_type: 'A file of this type is not accepted here.',
  not_a_picture: 'The file is not a picture.',
  picture_too_large: 'The picture is too large: a side may have 8,192 pixels.',
  video_not_found: 'There is no such video.',
  comment_not_found: 'There is no such comment.',
  playlist_not_found: 'There is no such playlist.',
  not_in_playlist: 'This video is not in the playlist.',
  tweet_not_found: 'There is no such tweet.',
  not_a_video: 'The file is not a video.',
  incomplete_file: 'The file is not complete.',
  codec_not_allowed: 'The video is of a kind that is not taken here.',
  dimensions_too_large: 'The video is too large: a side may have 8,192 pixels.',
  video_too_long: 'The video is longer than 12 hours.',
  frame_rate_too_high: 'The video has too many frames a second.',
  too_many_streams: 'The file holds too many streams.',
  no_video_stream: 'The file holds no video.',
  probe_timeout: 'The file could not be read in time.',
  idempotency_key_reused:
    'This Idempotency-Key was used for another request. Make a new key for each request, and keep it for its repetitions.',
  transcoding_unavailable:
    'This server has no ffmpeg, and without one it takes only what browsers play as it is: MP4 with H.264 and AAC, or WebM. Send the video as one of these, or send it again when whoever runs the server has installed ffmpeg. Nothing of it was kept.',
  not_allowed: 'You may not do that.',
  blocked: 'You cannot do that: one of you has blocked the other.',
  comments_disabled: 'Comments are switched off for this video.',
  foreign_origin: 'Requests from this origin are not allowed.',
  route_not_found: 'There is no such route.',
  media_not_found: 'There is no such file, or you may not see it.',
  media_link_expired: 'This link has expired. Ask for the video again.',
  range_not_satisfiable: 'The file does not have the bytes that were asked for.',
  method_not_allowed: 'This route does not answer to that method.',
  too_many_requests: 'Too many requests. Please wait a moment.',
  internal_error: 'Something went wrong on our side.',
  database_unavailable: 'The database cannot be reached at the moment. Please try again.',
  media_unavailable: 'The store of media files cannot be reached at the moment. Please try again.',
  too_slow: 'This takes too long at the moment. Please try again in a while.',
  search_too_slow: 'This search takes too long. Please try with rarer words, or with more of them.',
  overloaded: 'The server is busy at the moment. Please try again in a few seconds.',
  request_timeout: 'The upload stood still for too long.',
  upload_aborted: 'The upload ended before its last byte.',
  storage_full: 'The server has no room for this file.',
} as const satisfies Record<string, string>

export type ErrorCode = keyof typeof catalogue

/** What is wrong with one field: `path` as in `title` or `tags.3`. */
export interface FieldError {
  path: string
  message: string
}

interface ErrorDetails {
  /** A better sentence than the catalogue's. */
  message?: string
  errors?: FieldError[]
  retryAfterSeconds?: number
  cause?: unknown
}

/** An error fit for a client. Anything else that is thrown becomes `internal_error`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly errors: FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? catalogue[code], { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.errors = details.errors ?? []
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

/** `throw appError('video_not_found')` */
export const appError = (code: ErrorCode, details?: ErrorDetails): AppError => new AppError(code, details)

/** A 400 that names one field. */
export const invalidField = (path: string, message: string): AppError =>
  new AppError('invalid_input', { message, errors: [{ path, message }] })

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code)
