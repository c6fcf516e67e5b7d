import type { ErrorCode } from '../../../src/errors.ts'
import type { Endpoint } from '../../../src/http/endpoint.ts'
import { errorsOf } from '../../../src/http/openapi/implied.ts'
import type { Answer } from './ask.ts'

/** What is expected of an answer: a status, or a code and the field that it names. */
export interface Expected {
  /** `success`: the endpoint's own. `any`: whatever it documents. */
  outcome: 'success' | 'any' | ErrorCode | ErrorCode[]
  /** A field that the error must name. */
  path?: string
}

export const succeeds = (endpoint: Endpoint, answer: Answer): boolean => answer.status === endpoint.status

/** Null for a good answer, else what is wrong with it. */
export function complaint(endpoint: Endpoint, answer: Answer, expected: Expected): string | null {
  const got = `${answer.status} ${answer.code ?? ''} ${answer.paths.join()} ${answer.message.slice(0, 120)}`
  if (answer.status >= 500) return `is a fault of ours: ${got}`
  if (!isDocumented(endpoint, answer)) return `is not documented: ${got}`
  if (!isExpected(endpoint, answer, expected))
    return `is not ${[expected.outcome].flat().join(' or ')}: ${got}`
  const { path } = expected
  if (path !== undefined && !answer.paths.some((each) => each === path || each.startsWith(`${path}.`))) {
    return `does not name ${path}: ${got}`
  }
  if (hasControls.test(answer.text)) return 'holds control characters'
  if (isTechnical.test(answer.message))
    return `speaks of types, not of what would be right: ${answer.message}`
  return null
}

function isExpected(endpoint: Endpoint, answer: Answer, { outcome }: Expected): boolean {
  if (outcome === 'any') return true
  if (outcome === 'success') return succeeds(endpoint, answer)
  return [outcome].flat().some((code) => code === answer.code)
}

function isDocumented(endpoint: Endpoint, { status, code }: Answer): boolean {
  if (status === endpoint.status) return code === undefined
  return (
    errorsOf(endpoint)
      .get(status)
      ?.some((documented) => documented === code) === true
  )
}

/** A library's own words. */
const isTechnical = /Invalid \w+|Unrecognized key|Too (?:big|small)|, received/

/** As JSON writes them; line breaks and tabs are kept in long texts. */
const hasControls = /\\u00(?:0[0-8bce-f]|1[0-9a-f]|7f)|[\u007f\u202e]/i
