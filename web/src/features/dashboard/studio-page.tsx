import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn, Clapperboard, Upload } from 'lucide-react'
import { call } from '../../api/client.ts'
import type { OwnVideo } from '../../api/operations.ts'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { compactNumber } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { buttonClass } from '../../ui/button.tsx'
import { EndlessList } from '../../ui/endless-list.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { MembersOnly } from '../users/members-only.tsx'
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
  return (
    <>
      <h2 className="visually-hidden">{text.studio.videos}</h2>
      <EndlessList
        query={query}
        className={styles.rows}
        skeleton={<Skeleton blockSize="12rem" />}
        empty={<EmptyState icon={Clapperboard} title={text.studio.none} />}
      >
        {(video) => <OwnVideoRow video={video} />}
      </EndlessList>
    </>
  )
}
