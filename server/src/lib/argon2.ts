import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** How dear a hash is. */
export interface Argon2Cost {
  /** KiB */
  memory: number
  passes: number
  parallelism: number
}

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. About 30 ms of one core. */
export const recommendedCost: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const tagLength = 32

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** The hash as a PHC string, with a fresh salt. */
export async function argon2Hash(text: string, cost: Argon2Cost): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive('argon2id', { message: text, nonce: salt, tagLength, ...cost })
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** False also for a text that is no argon2id hash. */
export async function argon2Matches(text: string, phc: string): Promise<boolean> {
  const known = parse(phc)
  if (!known) return false
  const { salt, tag, ...parameters } = known
  const made = await derive('argon2id', {
    message: text,
    nonce: salt,
    tagLength: tag.length,
    ...parameters,
  })
  return timingSafeEqual(made, tag)
}

/** Whether a hash was made at this cost. */
export function costsArgon2(phc: string, cost: Argon2Cost): boolean {
  const known = parse(phc)
  return (
    known !== null &&
    known.memory === cost.memory &&
    known.passes === cost.passes &&
    known.parallelism === cost.parallelism &&
    known.tag.length === tagLength
  )
}

const shape = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function parse(phc: string): (Argon2Cost & { salt: Buffer; tag: Buffer }) | null {
  const match = shape.exec(phc)
  if (!match) return null
  const [, memory, passes, parallelism, salt, tag] = match
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt!, 'base64'),
    tag: Buffer.from(tag!, 'base64'),
  }
}
