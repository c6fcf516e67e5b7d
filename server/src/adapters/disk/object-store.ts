import { randomBytes } from 'node:crypto'
import {
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { atOnce } from '../../lib/at-once.ts'
import { filesBelow } from '../../lib/files-below.ts'
import { etagOf, requireObjectKey } from '../../lib/object-key.ts'
import {
  type ByteRange,
  ObjectMissing,
  type ObjectStat,
  type ObjectStore,
  type OpenObject,
} from '../../ports/object-store.ts'
import { isMissing, isNotRemovable, isOtherDisk, makeFolder, syncPath } from './durable.ts'
import { keysBelow } from './keys.ts'

/** A segment is about half a megabyte: two reads instead of eight. */
const readBytes = 256 * 1024
/** Unfinished copies; its name is no key. */
const draftsName = '.incoming'
const draftLifeMs = 24 * 3_600_000
const parallelSyncs = 8

/** Objects as files below a folder, by the same names. Several processes may share it. */
export async function diskObjectStore({ folder }: { folder: string }): Promise<ObjectStore> {
  const drafts = join(folder, draftsName)
  // Private videos lie here too: other users of the machine have no business in it; a web server may, by its group.
  await mkdir(folder, { recursive: true, mode: 0o750 })
  await mkdir(drafts, { recursive: true })
  await removeOldDrafts(drafts)
  const pathOf = (key: string): string => join(folder, requireObjectKey(key))
  const draft = (): string => join(drafts, randomBytes(16).toString('hex'))

  /** A neighbour may remove an emptied folder between our making it and moving into it. */
  async function moveInto(path: string, from: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await makeFolder(dirname(path))
        return await rename(from, path)
      } catch (error) {
        if (!isMissing(error) || attempt === 5) throw error
        await stat(from)
      }
    }
  }

  /** Without the sync of the folder that holds the new name. */
  async function place(path: string, from: string): Promise<void> {
    await syncPath(from)
    try {
      await moveInto(path, from)
    } catch (error) {
      if (!isOtherDisk(error)) throw error
      const copy = draft()
      try {
        await copyFile(from, copy)
        await syncPath(copy)
        await moveInto(path, copy)
      } finally {
        await rm(copy, { force: true })
      }
      await rm(from, { force: true })
    }
  }

  async function putFile(key: string, from: string): Promise<void> {
    const path = pathOf(key)
    await place(path, from)
    await syncPath(dirname(path))
  }

  async function putFolder(prefix: string, from: string): Promise<void> {
    const names = await filesBelow(from)
    const paths = names.map((name) => pathOf(`${prefix}/${name}`))
    await atOnce(parallelSyncs, names.entries(), ([index, name]) => place(paths[index]!, join(from, name)))
    for (const touched of new Set(paths.map(dirname))) await syncPath(touched)
    await rm(from, { recursive: true, force: true })
  }

  async function putBytes(key: string, bytes: Uint8Array): Promise<void> {
    const from = draft()
    try {
      await writeFile(from, bytes)
      await putFile(key, from)
    } catch (error) {
      await rm(from, { force: true })
      throw error
    }
  }

  async function statOf(key: string): Promise<ObjectStat | null> {
    try {
      const found = await stat(pathOf(key))
      return found.isFile() ? describe(key, found) : null
    } catch (error) {
      return nullIfMissing(error)
    }
  }

  async function openObject(key: string): Promise<OpenObject | null> {
    const handle = await open(pathOf(key), 'r').catch(nullIfMissing)
    if (!handle) return null
    try {
      const found = await handle.stat()
      if (found.isFile())
        return {
          ...describe(key, found),
          read: (range) => readFrom(handle, range),
          close: () => handle.close(),
        }
      await handle.close()
      return null
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async function move(from: string, to: string): Promise<void> {
    const [source, target] = [pathOf(from), pathOf(to)]
    try {
      await moveInto(target, source)
    } catch (error) {
      if (!isMissing(error)) throw error
      if (!(await statOf(to))) throw new ObjectMissing(from)
    }
    await syncPath(dirname(target))
    await removeEmptyFolders(dirname(source))
  }

  async function remove(key: string): Promise<void> {
    const path = pathOf(key)
    await unlink(path).catch(nullIfMissing)
    await removeEmptyFolders(dirname(path))
  }

  async function removePrefix(prefix: string): Promise<void> {
    const path = pathOf(prefix.replace(/\/$/, ''))
    await rm(path, { recursive: true, force: true, maxRetries: 3 })
    await removeEmptyFolders(dirname(path))
  }

  async function removeEmptyFolders(start: string): Promise<void> {
    for (let path = start; path.length > folder.length; path = dirname(path)) {
      const isRemoved = await rmdir(path).then(
        () => true,
        (error) => {
          if (isMissing(error)) return true
          if (isNotRemovable(error)) return false
          throw error
        },
      )
      if (!isRemoved) return
    }
  }

  async function check(): Promise<void> {
    const probe = draft()
    await writeFile(probe, 'probe')
    await unlink(probe)
  }

  return {
    putFile,
    putFolder,
    putBytes,
    stat: statOf,
    open: openObject,
    bytes: async (key) => readFile(pathOf(key)).catch((error) => missingIfMissing(error, key)),
    async localCopy(key) {
      if (!(await statOf(key))) throw new ObjectMissing(key)
      return { path: pathOf(key), release: async () => {} }
    },
    move,
    remove,
    removePrefix,
    list: (prefix) => keysBelow(folder, prefix.replace(/\/$/, '')),
    check,
    sweep: () => removeOldDrafts(drafts),
  }
}

/** What a process left behind that ended in the middle of a copy. */
async function removeOldDrafts(drafts: string): Promise<void> {
  for (const name of await readdir(drafts)) {
    const path = join(drafts, name)
    const written = await stat(path).catch(nullIfMissing)
    if (written && Date.now() - written.mtimeMs > draftLifeMs) await rm(path, { force: true })
  }
}

const describe = (key: string, { size, mtime }: { size: number; mtime: Date }): ObjectStat => ({
  sizeBytes: size,
  etag: etagOf(key, size),
  modifiedAt: mtime,
})

function readFrom(handle: FileHandle, range?: ByteRange): Readable {
  return handle.createReadStream({ start: range?.start ?? 0, end: range?.end, highWaterMark: readBytes })
}

function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

function missingIfMissing(error: unknown, key: string): never {
  throw isMissing(error) ? new ObjectMissing(key) : error
}
