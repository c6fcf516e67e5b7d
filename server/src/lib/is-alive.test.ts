import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { isAlive } from './is-alive.ts'

it('knows a process that runs from one that has ended', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect([isAlive(process.pid), isAlive(child.pid!)]).toEqual([true, false])
})

it.each([0, -1, 1.5, Number.NaN])('takes %d for no process', (pid) => {
  expect(isAlive(pid)).toBe(false)
})
