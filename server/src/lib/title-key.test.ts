import { expect, it } from 'vitest'
import { titleKeyOf } from './title-key.ts'

it('keeps keys within what an index takes', () => {
  expect(titleKeyOf('Ágnes')).toBe('agnes')
  expect(Buffer.byteLength(titleKeyOf('\ufdfa'.repeat(150)))).toBeLessThan(2000)
})
