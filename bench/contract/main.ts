import type { Options } from '../lib/report.ts'
import { compare } from './compare.ts'
import { contractRows } from './rows.ts'

/** Every list and page of the contract. */
export async function bench(options: Options): Promise<void> {
  await compare(contractRows, options)
}
