import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesColumn, Upload } from 'lucide-react'
import { call } from '../../api/client.ts'
import { Link } from '../../router/link.tsx'
import { compactNumber } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { buttonClass } from '../../ui/button.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { OwnVideos } from './own-videos.tsx'
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
