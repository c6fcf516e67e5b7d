import { expect, it } from 'vitest'
import { createDevices } from './devices.ts'

const devices = createDevices({ secret: 'secret' })
const id = (n: number) => String(n).repeat(24)

it('remembers the accounts of a device, the latest first, five at most', () => {
  let cookie: string | undefined
  for (const n of [1, 2, 3, 1]) cookie = devices.remember(cookie, id(n))
  expect(devices.accountsOf(cookie)).toEqual([id(1), id(3), id(2)])
  for (const n of [4, 5, 6]) cookie = devices.remember(cookie, id(n))
  expect(devices.accountsOf(cookie)).toEqual([id(6), id(5), id(4), id(1), id(3)])
})

it('believes no cookie that it did not sign', () => {
  const cookie = devices.remember(undefined, id(1))
  const forged = cookie.replace('1', '2')
  const foreign = createDevices({ secret: 'other' }).remember(undefined, id(1))
  for (const value of [undefined, '', '.', 'x', forged, foreign, cookie.slice(0, -2)]) {
    expect(devices.accountsOf(value)).toEqual([])
  }
  expect(devices.accountsOf(devices.remember(forged, id(3)))).toEqual([id(3)])
})
