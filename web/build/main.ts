import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compressFiles } from './compress.ts'
import { pagesOf } from './pages.ts'
import { distFolder, hashOfBuild, hashOfSources, webFolder } from './sources.ts'

/**
 * Builds the web client into web/dist; with `--if-stale` only where it is not the one of these sources. It is made
 * beside the old one, which is served until the new one is whole.
 */
async function build(sources: string): Promise<void> {
  const { build: viteBuild } = await import('vite')
  const folder = await mkdtemp(join(webFolder, '.dist-'))
  try {
    await viteBuild({
      configFile: join(webFolder, 'vite.config.ts'),
      logLevel: 'warn',
      mode: 'production',
      build: { outDir: folder, emptyOutDir: true },
    })
    await compressFiles(folder)
    await writeFile(join(folder, 'build.json'), JSON.stringify({ sources, pages: await pagesOf(folder) }))
    await chmod(folder, 0o755)
    await replace(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A folder that is not empty cannot be renamed over: the old one steps aside first. */
async function replace(folder: string): Promise<void> {
  const old = `${folder}-old`
  await rename(distFolder, old).catch(() => {})
  await rename(folder, distFolder)
  await rm(old, { recursive: true, force: true })
}

const sources = await hashOfSources()
if (!process.argv.includes('--if-stale') || (await hashOfBuild()) !== sources) {
  const began = performance.now()
  process.env.NODE_ENV = 'production'
  await build(sources)
  console.log(`The web client was built in ${((performance.now() - began) / 1000).toFixed(1)} s`)
}
