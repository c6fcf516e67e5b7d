/** What went wrong with a call, in a sentence fit for a person. */
export class ApiError extends Error {
  /** 0: no answer came. */
  readonly status: number
  readonly code: string
  /** Messages by the name of a field. */
  readonly fields: Readonly<Record<string, string>>
  readonly retryAfterSeconds: number | null

  constructor(problem: Pick<ApiError, 'status' | 'code' | 'message'> & Partial<ApiError>) {
    super(problem.message)
    this.name = 'ApiError'
    this.status = problem.status
    this.code = problem.code
    this.fields = problem.fields ?? {}
    this.retryAfterSeconds = problem.retryAfterSeconds ?? null
  }
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError

/** Whether asking again may help: nothing was wrong with the question. */
export const mayPass = (error: unknown): boolean =>
  isApiError(error) && (error.status === 0 || error.status === 429 || error.status >= 500)

/** The server names the field of what cannot be read; what else is wrong belongs to a field by its code. */
export function wrongFields(
  error: unknown,
  fieldOfCode: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  if (!isApiError(error)) return {}
  const field = fieldOfCode[error.code]
  return field ? { [field]: error.message } : error.fields
}
