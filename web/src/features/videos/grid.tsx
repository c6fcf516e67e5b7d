import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { VideoCard as Video } from '../../api/operations.ts'
import type { ListPage } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { EndlessList } from '../../ui/endless-list.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './card.module.css'
import { VideoCard } from './card.tsx'

interface VideoGridProps<Row extends Video> {
  query: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>
  look?: 'grid' | 'row'
  /** What stands there when there are none. */
  empty: ReactNode
  hidesOwner?: boolean
  actionsOf?(video: Row): ReactNode
  positionOf?(video: Row): number
}

/** An endless list of videos, from its skeleton to its end. */
export function VideoGrid<Row extends Video>(props: VideoGridProps<Row>) {
  const { query, look = 'grid', empty, hidesOwner, actionsOf, positionOf } = props
  return (
    <EndlessList
      query={query}
      className={look === 'grid' ? styles.grid : styles.rows}
      skeleton={<GridSkeleton look={look} />}
      empty={empty}
    >
      {(video, index) => (
        <VideoCard
          video={video}
          look={look}
          isFirst={index === 0}
          hidesOwner={hidesOwner}
          actions={actionsOf?.(video)}
          position={positionOf?.(video)}
        />
      )}
    </EndlessList>
  )
}

function GridSkeleton({ look }: { look: 'grid' | 'row' }) {
  return (
    <div role="status" aria-label={text.common.loading}>
      <ul className={look === 'grid' ? styles.grid : styles.rows} aria-hidden="true">
        {Array.from({ length: 12 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <li key={index} className={`${styles.card} ${look === 'row' ? styles.row : ''}`}>
            <Skeleton aspectRatio="16 / 9" borderRadius="var(--radius-large)" />
            <div className={styles.words}>
              <Skeleton blockSize="1.1rem" inlineSize="85%" />
              <br />
              <Skeleton blockSize="0.8rem" inlineSize="55%" />
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
