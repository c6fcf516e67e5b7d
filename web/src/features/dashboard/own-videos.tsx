import { useInfiniteQuery } from '@tanstack/react-query'
import { Clapperboard } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { OwnVideo } from '../../api/operations.ts'
import { endless, uniqueRows } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { EndlessList } from '../../ui/endless-list.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { OwnVideoRow } from './own-video-row.tsx'
import styles from './studio.module.css'

const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }))

const lookEveryMs = 3000
const isRunning = ({ processing: { state } }: OwnVideo): boolean =>
  state === 'queued' || state === 'processing'

/** All videos of one's own, to be changed one by one or several at once. */
export function OwnVideos() {
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const query = useInfiniteQuery({
    ...endless('getChannelVideos', {}, 20),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ rows }) => rows.some(isRunning)) ? lookEveryMs : false,
  })
  const shown = uniqueRows(query.data)
  const chosen = shown.filter(({ _id }) => selected.has(_id))
  const isAll = chosen.length === shown.length
  const mark = (id: string, isIn: boolean): void =>
    select((before) => (isIn ? new Set([...before, id]) : new Set([...before].filter((one) => one !== id))))
  return (
    <>
      <h2 className="visually-hidden">{text.studio.videos}</h2>
      {shown.length > 0 && (
        <div className={styles.selection}>
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={isAll}
              onChange={() => select(new Set(isAll ? [] : shown.map(({ _id }) => _id)))}
            />
            {text.studio.selectAll}
          </label>
          {chosen.length > 0 && (
            <Suspense>
              <SelectionBar videos={chosen} onDone={(left) => select(new Set(left))} />
            </Suspense>
          )}
        </div>
      )}
      <EndlessList
        query={query}
        className={styles.rows}
        skeleton={<Skeleton blockSize="12rem" />}
        empty={<EmptyState icon={Clapperboard} title={text.studio.none} />}
      >
        {(video) => (
          <OwnVideoRow
            video={video}
            isSelected={selected.has(video._id)}
            onSelect={(isIn) => mark(video._id, isIn)}
          />
        )}
      </EndlessList>
    </>
  )
}
