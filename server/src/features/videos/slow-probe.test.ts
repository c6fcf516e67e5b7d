import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { upload } from '../../../test/support/videos.ts'
import { detectFfmpeg } from '../../adapters/ffmpeg/detect.ts'

const folder = mkdtempSync(join(tmpdir(), 'reelbase-probe-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Says what it is, and comes to no end with any file. */
function slowProbe(name: string, work: string): string {
  const path = join(folder, name)
  writeFileSync(
    path,
    `#!/bin/sh\ncase "$*" in\n*-version*) echo "ffprobe version 0" ;;\n*) ${work} ;;\nesac\n`,
  )
  chmodSync(path, 0o755)
  return path
}

describe.each([
  ['waits', 'exec sleep 60'],
  ['works', 'while :; do :; done'],
])('a probe that %s without end', (name, work) => {
  const { signUp, visitor } = useSite({
    ffmpeg: detectFfmpeg({ ffprobePath: slowProbe(name, work) }),
    env: { ROLES: 'web' },
  })

  it('is ended in seconds, and nothing of the file is kept', async () => {
    const ann = await signUp('ann')
    expect(await upload(ann)).toMatchObject({ status: 422, code: 'probe_timeout' })
    expect((await ann.get('/dashboard/videos')).data).toEqual([])
    expect((await visitor().get('/videos')).data.docs).toEqual([])
  })
})
