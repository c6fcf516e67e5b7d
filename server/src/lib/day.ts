const dayMs = 86_400_000

/** A day in UTC, such as `2026-03-04`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** Nothing happened before it. */
export const firstDay = '1970-01-01'
const lastDay = '2199-12-31'

/** False for what only looks like a day, such as `2026-02-30`, and for what no site lives through. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < firstDay || text > lastDay) return false
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && dayOf(at) === text
}

/** Negative: before it. */
export const addDays = (day: string, count: number): string =>
  dayOf(new Date(Date.parse(`${day}T00:00:00.000Z`) + count * dayMs))

/** How many days there are, both ends counted; below 1 where `to` comes first. */
export const daysBetween = (from: string, to: string): number =>
  (Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / dayMs + 1
