import { useInfiniteQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { Link } from '../../router/link.tsx'
import { shownName } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { EndlessList } from '../../ui/endless-list.tsx'
import { Facts } from '../../ui/facts.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
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
  return (
    <EndlessList
      query={query}
      className={styles.list}
      itemClass={styles.row}
      skeleton={<Skeleton blockSize="8rem" />}
      empty={<EmptyState icon={Users} title={text.subscriptions.none} />}
    >
      {({ channel }) => (
        <>
          <Avatar owner={channel} size={56} />
          <div className={styles.words}>
            <Link to="channel" params={{ username: channel.username }} className={styles.name}>
              <bdi>{shownName(channel.fullName)}</bdi>
            </Link>
            <p className={styles.quiet}>
              <Facts>
                {`@${channel.username}`}
                {text.channel.subscribers(channel.subscribersCount)}
              </Facts>
            </p>
          </div>
          <SubscribeButton channel={{ ...channel, isSubscribed: true }} />
        </>
      )}
    </EndlessList>
  )
}
