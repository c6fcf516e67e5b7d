import { expect, it } from 'vitest'
import { maskText } from './mask.ts'

it.each([
  ['token-eyJhbGciOi.eyJzdWIi.c2VjcmV0 end', 'token-*** end'],
  [
    'see https://ann:c2VjcmV0@site.example/x and ftp://bob@x',
    'see https://***@site.example/x and ftp://***@x',
  ],
  [`postgres://ann:${'c2VjcmV0'.repeat(200)}@db/x`, 'postgres://***@db/x'],
  ['Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101', 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101'],
  ['eyJ is no token, nor is ann@site.example', 'eyJ is no token, nor is ann@site.example'],
])('hides the secrets of %j', (text, masked) => {
  expect(maskText(text)).toBe(masked)
})

it.each(['a', 'eyJ-', 'eyJa.', 'eyJ', '://', 'a://', '-', '.', 'a.', '@', 'a.eyJ-://b@', ':// '])(
  'takes no time for a header full of %j',
  (part) => {
    const text = `${part.repeat(64 * 1024)} eyJ`
    const began = performance.now()
    maskText(text)
    expect(performance.now() - began).toBeLessThan(1000)
  },
)
