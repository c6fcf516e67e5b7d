import { useInfiniteQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Endless } from '../../ui/endless.tsx'
import { EmptyState, ErrorState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
import { uniqueRows } from '../videos/grid.tsx'
import { SubscribeButton } from './subscribe-button.tsx'
import styles from './subscriptions.module.css'

export function SubscriptionsPage() {
  const { viewer } = useViewer()
  return (
    <MembersOnly>
      <PageHead title={text.nav.subscriptions} />
      {viewer && <Channels subscriberId={viewer._id} />}
    </MembersOnly>
  )
}

function Channels({ subscriberId }: { subscriberId: string }) {
  const query = useInfiniteQuery(endless('getSubscribedChannels', { params: { subscriberId } }, 50))
  if (query.isPending) return <Skeleton blockSize="8rem" />
  if (query.isError && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  const rows = uniqueRows(query.data?.pages ?? [])
  if (rows.length === 0) return <EmptyState icon={Users} title={text.subscriptions.none} />
  return (
    <>
      <ul className={styles.list}>
        {rows.map(({ _id, channel }) => (
          <li key={_id} className={styles.row}>
            <Avatar owner={channel} size={56} />
            <div className={styles.words}>
              <Link to="channel" params={{ username: channel.username }} className={styles.name}>
                <bdi>{channel.fullName}</bdi>
              </Link>
              <p className={styles.quiet}>
                @{channel.username} · {text.channel.subscribers(channel.subscribersCount)}
              </p>
            </div>
            <SubscribeButton channel={{ ...channel, isSubscribed: true }} />
          </li>
        ))}
      </ul>
      <Endless query={query} />
    </>
  )
}
