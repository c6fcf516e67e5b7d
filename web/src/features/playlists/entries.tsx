import { ArrowDown, ArrowUp, ArrowUpToLine, GripVertical, ListVideo, Trash2 } from 'lucide-react'
import { useState } from 'react'
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
  const move = (from: number, to: number): void => {
    entries.move(from, to)
    say(text.playlist.moved(videos[from]!.title, to + 1))
  }
  const { list, handleProps } = useSorting(videos.length, move)
  return (
    <>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol ref={list} className={styles.entries}>
        {videos.map((video, index) => (
          <li key={video._id} className={styles.ownEntry}>
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
              list={playlist._id}
              actions={
                <MoreMenu label={text.video.menuOf(video.title)}>
                  {index > 0 && (
                    <>
                      <MenuButton onClick={() => move(index, 0)}>
                        <ArrowUpToLine size={18} aria-hidden />
                        {text.playlist.moveFirst}
                      </MenuButton>
                      <MenuButton onClick={() => move(index, index - 1)}>
                        <ArrowUp size={18} aria-hidden />
                        {text.playlist.moveUp}
                      </MenuButton>
                    </>
                  )}
                  {index < videos.length - 1 && (
                    <MenuButton onClick={() => move(index, index + 1)}>
                      <ArrowDown size={18} aria-hidden />
                      {text.playlist.moveDown}
                    </MenuButton>
                  )}
                  <MenuButton onClick={() => entries.remove(video._id)}>
                    <Trash2 size={18} aria-hidden />
                    {text.playlist.remove}
                  </MenuButton>
                </MoreMenu>
              }
            />
          </li>
        ))}
      </ol>
    </>
  )
}
