import type { Endpoint } from '../../../src/http/endpoint.ts'
import type { Request } from '../support/ask.ts'
import type { Expected } from '../support/judge.ts'
import type { Good } from '../support/world.ts'

/** A request that is odd in one way, and what the documentation says of it. */
export interface Case {
  name: string
  /** What is different from the good request. */
  request(good: Good): Request
  expected: Expected
}

export const refused = (path: string): Expected => ({ outcome: ['invalid_input', 'invalid_cursor'], path })

/** Whatever is documented. */
export const orNot: Expected = { outcome: 'any' }

export const takesOnlyForms = ({ files }: Endpoint): boolean =>
  Object.values(files).some((file) => file.required)

export const takesFiles = ({ files }: Endpoint): boolean => Object.keys(files).length > 0
