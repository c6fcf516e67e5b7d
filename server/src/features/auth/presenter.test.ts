import { expect, it } from 'vitest'
import { deviceName } from './presenter.ts'

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

it.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/126.0.0.0 Safari/537.36`, 'Chrome on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['curl/8.5.0', 'curl'],
  ['VideoTube/3.1', 'VideoTube'],
  ['', 'Unknown device'],
  ['(((', 'Unknown device'],
  ['<script>alert(1)</script>', '<script>alert'],
])('calls %j %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name)
})

it('shortens what says too much of itself', () => {
  expect(deviceName('x'.repeat(512))).toHaveLength(40)
})
