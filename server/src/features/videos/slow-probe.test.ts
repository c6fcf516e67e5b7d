import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { useSite } from '../../../test/support/app.ts'
import { upload } from '../../../test/support/videos.ts'
import { detectFfmpeg } from '../../adapters/ffmpeg/detect.ts'

/** Says what it is, and comes to no end with any file. */
const folder = mkdtempSync(join(tmpdir(), 'reelbase-probe-'))
const slowProbe = join(folder, 'ffprobe')
writeFileSync(
  slowProbe,
  '#!/bin/sh\ncase "$*" in\n*-version*) echo "ffprobe version 0" ;;\n*) exec sleep 60 ;;\nesac\n',
)
chmodSync(slowProbe, 0o755)
afterAll(() => rmSync(folder, { recursive: true }))

const { signUp, visitor } = useSite({
  ffmpeg: detectFfmpeg({ ffprobePath: slowProbe }),
  env: { ROLES: 'web' },
})

it('refuses in seconds a file that nobody comes to the end of, and keeps nothing of it', async () => {
  const ann = await signUp('ann')
  expect(await upload(ann)).toMatchObject({ status: 422, code: 'probe_timeout' })
  expect((await ann.get('/dashboard/videos')).data).toEqual([])
  expect((await visitor().get('/videos')).data.docs).toEqual([])
})
