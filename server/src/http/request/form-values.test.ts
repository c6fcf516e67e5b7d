import { expect, it } from 'vitest'
import { z } from 'zod'
import { formValues } from './form-values.ts'

const read = formValues(
  z.object({
    paused: z.boolean(),
    liked: z.boolean().optional(),
    position: z.number().min(0),
    title: z.string().nullable(),
  }),
)!

it('takes the words of flags and numbers for what they mean, and leaves texts', () => {
  expect(read({ paused: 'true', liked: 'false', position: '-12.5', title: 'true' })).toEqual({
    ...{ paused: true, liked: false, position: -12.5, title: 'true' },
  })
})

it.each(['', 'yes', 'TRUE', '1', '__proto__', 'constructor', 'toString'])(
  'leaves %j to be refused',
  (paused) => {
    expect(read({ paused })).toEqual({ paused })
  },
)

it.each(['', 'Infinity', '0x10', '1e3', ' 1', '1.'])('takes %j for no number', (position) => {
  expect(read({ position })).toEqual({ position })
})

it('has nothing to do for bodies of texts, and for none', () => {
  expect([formValues(z.object({ title: z.string() })), formValues(undefined)]).toEqual([null, null])
})
