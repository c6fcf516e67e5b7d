import { expect, it } from 'vitest'
import { networkOf } from './network.ts'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
])('takes the address %s for %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

it('takes all addresses of a customer for one, and the next customer for another', () => {
  const home = networkOf('2001:db8:1:2a00::1')
  expect(networkOf('2001:db8:1:2aff:ffff::9')).toBe(home)
  expect(networkOf('2001:db8:1:2b00::1')).not.toBe(home)
})
