import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn, Clapperboard, Upload } from 'lucide-react'
import { call } from '../../api/client.ts'
import type { OwnVideo } from '../../api/operations.ts'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { compactNumber } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Endless } from '../../ui/endless.tsx'
import { EmptyState, ErrorState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { uniqueRows } from '../videos/grid.tsx'
import { OwnVideoRow } from './own-video-row.tsx'
import styles from './studio.module.css'

export function StudioPage() {
  return (
    <MembersOnly>
      <PageHead title={text.studio.title}>
        <Link to="studioAnalytics" className={buttonClass({})}>
          <ChartNoAxesColumn size={18} aria-hidden />
          {text.studio.analytics}
        </Link>
        <Link to="upload" className={buttonClass({ look: 'strong' })}>
          <Upload size={18} aria-hidden />
          {text.nav.upload}
        </Link>
      </PageHead>
      <Stats />
      <OwnVideos />
    </MembersOnly>
  )
}

function Stats() {
  const { data } = useQuery({
    queryKey: ['getChannelStats'],
    queryFn: ({ signal }) => call('getChannelStats', { signal }),
  })
  const figures = [
    [text.studio.totalViews, data?.totalViews],
    [text.studio.totalSubscribers, data?.totalSubscribers],
    [text.studio.totalVideos, data?.totalVideos],
    [text.studio.totalLikes, data?.totalLikes],
    [text.studio.totalComments, data?.totalComments],
  ] as const
  return (
    <dl className={styles.stats} aria-label={text.studio.stats}>
      {figures.map(([label, value]) => (
        <div key={label} className={styles.stat}>
          <dt>{label}</dt>
          <dd>{value === undefined ? '–' : compactNumber(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

const lookEveryMs = 3000
const isRunning = ({ processing: { state } }: OwnVideo): boolean =>
  state === 'queued' || state === 'processing'

function OwnVideos() {
  const query = useInfiniteQuery({
    ...endless('getChannelVideos', {}, 20),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ rows }) => rows.some(isRunning)) ? lookEveryMs : false,
  })
  if (query.isPending) return <Skeleton blockSize="12rem" />
  if (query.isError && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  const videos = uniqueRows(query.data?.pages ?? [])
  if (videos.length === 0) return <EmptyState icon={Clapperboard} title={text.studio.none} />
  return (
    <>
      <h2 className="visually-hidden">{text.studio.videos}</h2>
      <ul className={styles.rows}>
        {videos.map((video) => (
          <li key={video._id}>
            <OwnVideoRow video={video} />
          </li>
        ))}
      </ul>
      <Endless query={query} />
    </>
  )
}
