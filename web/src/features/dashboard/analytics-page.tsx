import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { DayFigures } from '../../api/operations.ts'
import { Link } from '../../router/link.tsx'
import { useSearch } from '../../router/router.tsx'
import { compactNumber } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { ErrorState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Section } from '../../ui/section.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import tabs from '../../ui/tabs.module.css'
import { MembersOnly } from '../users/members-only.tsx'
import { DayChart } from './day-chart.tsx'
import styles from './studio.module.css'

const ranges = [7, 28, 90] as const

const charts: { label: string; figureOf(day: DayFigures): number }[] = [
  { label: text.studio.totalViews, figureOf: ({ views }) => views },
  { label: text.studio.watchTime, figureOf: ({ watchTime }) => Math.round(watchTime / 360) / 10 },
  { label: text.studio.totalLikes, figureOf: ({ likes }) => Math.max(0, likes) },
  { label: text.studio.totalComments, figureOf: ({ comments }) => Math.max(0, comments) },
  { label: text.studio.gained, figureOf: ({ subscribersGained }) => subscribersGained ?? 0 },
]

export function AnalyticsPage() {
  const asked = Number(useSearch('studioAnalytics').days)
  const range = ranges.find((days) => days === asked) ?? 28
  return (
    <MembersOnly>
      <PageHead title={text.studio.analytics} />
      <nav className={tabs.tabs} aria-label={text.studio.range}>
        {ranges.map((days) => (
          <Link
            key={days}
            to="studioAnalytics"
            search={{ days: String(days) }}
            className={tabs.chip}
            aria-current={days === range ? 'page' : false}
            replace
          >
            {text.studio.days(days)}
          </Link>
        ))}
      </nav>
      <Charts range={range} />
    </MembersOnly>
  )
}

function Charts({ range }: { range: number }) {
  const from = new Date(Date.now() - (range - 1) * 86_400_000).toISOString().slice(0, 10)
  const { data, error, refetch } = useQuery({
    queryKey: ['getChannelAnalytics', from],
    queryFn: ({ signal }) => call('getChannelAnalytics', { query: { from }, signal }),
  })
  if (error) return <ErrorState error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton blockSize="20rem" />
  return (
    <div className={styles.charts}>
      {charts.map(({ label, figureOf }) => {
        const total = data.days.reduce((sum, day) => sum + figureOf(day), 0)
        return (
          <Section key={label} title={label}>
            <p className={styles.total}>{compactNumber(total)}</p>
            <DayChart
              label={text.studio.chartOf(label)}
              days={data.days.map((day) => ({ date: day.date, value: figureOf(day) }))}
            />
          </Section>
        )
      })}
    </div>
  )
}
