import { AlreadyDone, type KeptRecord } from '../../ports/idempotency.ts'
import type { Asked, Endpoint, FileShape, Shape } from '../endpoint.ts'
import type { Kit } from '../mount.ts'
import { digestOf, requireSame } from './key.ts'

export type AskedOfUser = Asked<'user', Shape, Shape, undefined, FileShape>

export interface Result {
  status: number
  result: unknown
}

/**
 * Runs a request under its key. One that had its effect before is answered anew from what it did; of several at once
 * the first runs and the others wait. One that fails leaves no record, so its repetition runs.
 */
export function runOnce(
  { records, inTurn, clock }: Pick<Kit, 'records' | 'inTurn' | 'clock'>,
  endpoint: Endpoint,
  key: string,
  asked: AskedOfUser,
): Promise<Result> {
  const request = { userId: asked.viewer.id, operation: endpoint.id, key }
  const digest = digestOf(asked)
  const given = asked as Asked<never, never, never, never, never>

  async function repeat(kept: KeptRecord): Promise<Result> {
    requireSame(kept.digest, digest)
    return { status: kept.status, result: await endpoint.again!(given, kept.targetId) }
  }

  async function run(): Promise<Result> {
    const now = clock.now()
    const kept = await records.find(request, now)
    if (kept) return repeat(kept)
    const also = { once: { ...request, digest, status: endpoint.status, now } }
    try {
      return { status: endpoint.status, result: await endpoint.handle({ ...given, also }) }
    } catch (error) {
      const meanwhile = error instanceof AlreadyDone ? await records.find(request, now) : null
      if (!meanwhile) throw error
      return repeat(meanwhile)
    }
  }

  return inTurn(JSON.stringify(Object.values(request)), run)
}
