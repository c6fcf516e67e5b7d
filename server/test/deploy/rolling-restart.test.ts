import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'

/** Where there is systemd. */
const onLinux = it.runIf(process.platform === 'linux')
const script = fileURLToPath(new URL('../../../deploy/systemd/rolling-restart', import.meta.url))
const upstream = `upstream reelbase {
  server 127.0.0.1:5000 max_fails=3;
  server 127.0.0.1:5001;
}
`

/** The script, with commands in the place of systemd and nginx that tell what they were asked for. */
async function machine() {
  const folder = await mkdtemp(join(tmpdir(), 'reelbase-rolling-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const at = (name: string) => join(folder, name)
  await writeFile(at('site'), upstream)
  const command = async (name: string, body: string) => {
    await writeFile(at(name), `#!/bin/sh\n${body}\n`)
    await chmod(at(name), 0o755)
  }
  const down = `$(grep -c ' down;' '${at('site')}')`
  await command('nginx', 'true')
  await command('pgrep', 'true')
  await command('systemctl', `echo "$* with ${down} out" >> '${at('log')}'`)
  await command('curl', `! test -e '${at('broken')}'`)
  const env = { PATH: `${folder}:${process.env.PATH}`, SITE: at('site') }
  return {
    breaks: () => writeFile(at('broken'), ''),
    mended: () => rm(at('broken')),
    site: () => readFile(at('site'), 'utf8'),
    log: async () => (await readFile(at('log'), 'utf8')).trim().split('\n'),
    restart: (...ports: string[]) =>
      new Promise<{ code: number; said: string }>((resolve) => {
        execFile(script, ports, { env }, (error, said) => resolve({ code: Number(error?.code ?? 0), said }))
      }),
  }
}

onLinux('takes one process out of nginx after the other, and leaves its file as it was', async () => {
  const { restart, site, log } = await machine()
  expect((await restart('5000', '5001')).code).toBe(0)
  expect(await site()).toBe(upstream)
  expect((await log()).slice(0, 2)).toEqual([
    'restart reelbase-web@5000 with 1 out',
    'restart reelbase-web@5001 with 1 out',
  ])
})

onLinux(
  'leaves out what does not become ready, says so, and never takes out the other one beside it',
  async () => {
    const { breaks, mended, restart, site, log } = await machine()
    await breaks()
    for (let run = 0; run < 2; run++) {
      const { code, said } = await restart('5000', '5001')
      expect([code, said]).toEqual([1, expect.stringContaining('127.0.0.1:5000 does not become ready')])
      expect(await site()).toBe(upstream.replace('max_fails=3;', 'max_fails=3 down;'))
    }
    const other = await restart('5001', '5000')
    expect([other.code, other.said]).toEqual([1, expect.stringContaining('name it first')])
    await mended()
    expect((await restart('5000', '5001')).code).toBe(0)
    expect(await site()).toBe(upstream)
    expect((await log()).filter((line) => line.includes('2 out'))).toEqual([])
  },
)
