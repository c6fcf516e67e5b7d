import { type ObjectStore, trashRoot } from '../ports/object-store.ts'

const keptMs = 30 * 24 * 3_600_000

type Objects = Pick<ObjectStore, 'list' | 'move' | 'removePrefix'>

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

/** Where an object lies from today on that nobody needs: below the day, under its own key. */
export const trashKey = (key: string, now: Date): string => `${trashRoot}/${dayOf(now)}/${key}`

/** Removes what has lain in the trash for 30 days. */
export async function emptyTrash(objects: Objects, now: Date): Promise<void> {
  const oldest = dayOf(new Date(now.getTime() - keptMs))
  for (;;) {
    const day = await firstDay(objects)
    if (day === null || day >= oldest) return
    await objects.removePrefix(`${trashRoot}/${day}`)
  }
}

const inADay = new RegExp(`^${trashRoot}/(\\d{4}-\\d\\d-\\d\\d)/`)

/** Keys come in order, so days do. What somebody else put beside them stays. */
async function firstDay(objects: Objects): Promise<string | null> {
  for await (const key of objects.list(trashRoot)) {
    const day = inADay.exec(key)?.[1]
    if (day) return day
  }
  return null
}

/** Puts everything back that was thrown away on this day; how many. */
export async function restoreTrash(objects: Objects, day: string): Promise<number> {
  const prefix = `${trashRoot}/${day}`
  let count = 0
  for await (const key of objects.list(prefix)) {
    await objects.move(key, key.slice(prefix.length + 1))
    count++
  }
  return count
}
