import { ArrowDown, ArrowUp, ArrowUpToLine, GripVertical, ListVideo, Trash2 } from 'lucide-react'
import { memo, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { PlaylistDetail, VideoCard as Video } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { MenuButton, MoreMenu } from '../../ui/menu.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { useSorting } from '../../ui/use-sorting.ts'
import { useViewer } from '../users/viewer.ts'
import { VideoCard } from '../videos/card.tsx'
import styles from './playlists.module.css'
import { useEntries } from './use-entries.ts'

interface EntriesProps {
  playlist: PlaylistDetail
  videos: Video[]
}

/** The videos of a playlist; its owner puts them into order. */
export function Entries({ playlist, videos }: EntriesProps) {
  const { viewer } = useViewer()
  if (videos.length === 0) return <EmptyState icon={ListVideo} title={text.playlist.empty} />
  if (viewer?._id === playlist.owner._id) return <OwnEntries playlist={playlist} videos={videos} />
  return (
    <ol className={styles.entries}>
      {videos.map((video, index) => (
        <li key={video._id} className={styles.entry}>
          <Place index={index} />
          <VideoCard video={video} look="small" list={playlist._id} />
        </li>
      ))}
    </ol>
  )
}

const Place = ({ index }: { index: number }) => (
  <span className={styles.number} aria-hidden="true">
    {index + 1}
  </span>
)

function OwnEntries({ playlist, videos }: EntriesProps) {
  const [said, say] = useState('')
  const entries = useEntries(playlist._id, videos)
  const acts = useLatest({
    remove: entries.remove,
    move(from: number, to: number): void {
      entries.move(from, to)
      say(text.playlist.moved(videos[from]!.title, to + 1))
    },
  })
  const { list, handleProps } = useSorting((from, to) => acts.current.move(from, to))
  return (
    <>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol ref={list} className={styles.entries}>
        {videos.map((video, index) => (
          <OwnEntry
            key={video._id}
            {...{ video, index, acts, handleProps }}
            list={playlist._id}
            isLast={index === videos.length - 1}
          />
        ))}
      </ol>
    </>
  )
}

/** What is there now, for those who keep one thing for as long as they live. */
function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}

interface OwnEntryProps {
  video: Video
  index: number
  isLast: boolean
  /** The playlist. */
  list: string
  acts: RefObject<{ move(from: number, to: number): void; remove(videoId: string): void }>
  handleProps: ReturnType<typeof useSorting>['handleProps']
}

const OwnEntry = memo(function OwnEntry({ video, index, isLast, list, acts, handleProps }: OwnEntryProps) {
  const move = (to: number) => () => acts.current.move(index, to)
  return (
    <li className={styles.ownEntry}>
      <Button
        isIcon
        isSmall
        look="quiet"
        className={styles.handle}
        aria-label={text.playlist.move(video.title)}
        {...handleProps(index)}
      >
        <GripVertical size={18} aria-hidden />
      </Button>
      <Place index={index} />
      <VideoCard
        video={video}
        look="small"
        list={list}
        actions={
          <MoreMenu label={text.video.menuOf(video.title)}>
            {index > 0 && (
              <>
                <MenuButton onClick={move(0)}>
                  <ArrowUpToLine size={18} aria-hidden />
                  {text.playlist.moveFirst}
                </MenuButton>
                <MenuButton onClick={move(index - 1)}>
                  <ArrowUp size={18} aria-hidden />
                  {text.playlist.moveUp}
                </MenuButton>
              </>
            )}
            {!isLast && (
              <MenuButton onClick={move(index + 1)}>
                <ArrowDown size={18} aria-hidden />
                {text.playlist.moveDown}
              </MenuButton>
            )}
            <MenuButton onClick={() => acts.current.remove(video._id)}>
              <Trash2 size={18} aria-hidden />
              {text.playlist.remove}
            </MenuButton>
          </MoreMenu>
        }
      />
    </li>
  )
})
