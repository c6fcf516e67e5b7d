import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Eye, EyeOff, Globe, Link2, ListPlus, Lock, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { OwnVideo } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Menu, MenuButton, MenuLine } from '../../ui/menu.tsx'
import { sentenceOf } from '../../ui/notice.tsx'
import { say } from '../../ui/toasts.tsx'
import { ChoosePlaylist } from '../playlists/choose-playlist.tsx'
import type { Privacy } from '../videos/privacy-field.tsx'
import styles from './studio.module.css'

interface SelectionBarProps {
  videos: OwnVideo[]
  /** With those for which it did not happen. */
  onDone(left: string[]): void
}

const icons = { public: Globe, unlisted: Link2, private: Lock } as const
const privacies = Object.keys(icons) as Privacy[]

/** What can be done with several videos at once. */
export function SelectionBar({ videos, onDone }: SelectionBarProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { run, done, isBusy } = useForAll(videos, onDone)
  const owner = videos[0]!.owner._id
  const setPrivacy = (privacy: Privacy) =>
    run((videoId) => call('updateVideo', { params: { videoId }, body: { privacy } }))
  const publish = (isPublished: boolean) =>
    run((videoId) => call('togglePublishStatus', { params: { videoId }, body: { isPublished } }))
  const remove = (): void => {
    if (!confirm(text.studio.deleteSelected(videos.length))) return
    run((videoId) => call('deleteVideo', { params: { videoId } }))
  }
  return (
    <div className={styles.selectionBar} role="toolbar" aria-label={text.studio.selectionActions}>
      <span role="status">
        {isBusy ? text.studio.doneOf(done, videos.length) : text.studio.selected(videos.length)}
      </span>
      <Menu
        label={text.upload.privacy}
        className={buttonClass({ isSmall: true })}
        items={
          <>
            {privacies.map((privacy) => {
              const Icon = icons[privacy]
              return (
                <MenuButton key={privacy} onClick={() => setPrivacy(privacy)}>
                  <Icon size={18} aria-hidden />
                  {text.upload[privacy]}
                </MenuButton>
              )
            })}
            <MenuLine />
            <MenuButton onClick={() => publish(true)}>
              <Eye size={18} aria-hidden />
              {text.upload.publish}
            </MenuButton>
            <MenuButton onClick={() => publish(false)}>
              <EyeOff size={18} aria-hidden />
              {text.studio.takeBack}
            </MenuButton>
          </>
        }
      >
        <Eye size={18} aria-hidden />
        {text.upload.privacy}
      </Menu>
      <Button isSmall isBusy={isBusy} onClick={() => dialog.current?.showModal()}>
        <ListPlus size={18} aria-hidden />
        {text.studio.addToPlaylist}
      </Button>
      <Button isSmall look="danger" isBusy={isBusy} onClick={remove}>
        <Trash2 size={18} aria-hidden />
        {text.common.delete}
      </Button>
      <ChoosePlaylist
        ref={dialog}
        userId={owner}
        onChoose={(playlistId) =>
          run((videoId) =>
            call('addVideoToPlaylist', { params: { videoId, playlistId } }).catch(unlessThereAlready),
          )
        }
      />
    </div>
  )
}

function unlessThereAlready(error: unknown): void {
  if (!isApiError(error) || error.code !== 'already_in_playlist') throw error
}

type Act = (videoId: string) => Promise<unknown>

/** One video after another, so that a hundred of them are no burst; what fails for one is done for the others. */
function useForAll(videos: OwnVideo[], onDone: SelectionBarProps['onDone']) {
  const client = useQueryClient()
  const [done, setDone] = useState(0)
  const work = useMutation({
    mutationFn: async (act: Act) => {
      const failed: { id: string; error: unknown }[] = []
      for (const [index, { _id: id }] of videos.entries()) {
        setDone(index)
        await act(id).catch((error: unknown) => failed.push({ id, error }))
      }
      return failed
    },
    onSuccess: (failed) => {
      for (const name of ['getChannelVideos', 'getChannelStats', 'getAllVideos', 'getPlaylistById']) {
        void client.invalidateQueries({ queryKey: [name] })
      }
      const [first] = failed
      say(
        first
          ? text.studio.failedFor(failed.length, sentenceOf(first.error))
          : text.studio.doneFor(videos.length),
      )
      onDone(failed.map(({ id }) => id))
    },
  })
  return { run: (act: Act) => work.mutate(act), done, isBusy: work.isPending }
}
