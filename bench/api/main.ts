import { compare } from '../contract/compare.ts'
import { foundationRows } from '../contract/rows.ts'
import { ratesOf } from '../lib/load.ts'
import { type Options, ratioOf } from '../lib/report.ts'

/** Lists of videos and one video. */
export async function bench(options: Options): Promise<void> {
  const all = await compare(foundationRows, options)
  const [first, deep] = ['home list', 'at row'].map(
    (start) => all.find(([{ name }]) => name.startsWith(start))?.[1],
  )
  if (!first || !deep) return
  const slower = ratioOf(ratesOf(first.reelbase), ratesOf(deep.reelbase))
  options.judge('the page at row 10,000: time of the first page', slower, { atMost: 1.2 }, '×')
}
