import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { CurrentUser } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { PictureButton } from '../../ui/picture-button.tsx'
import { Section } from '../../ui/section.tsx'
import { say, sayError } from '../../ui/toasts.tsx'
import { viewerQuery } from '../users/viewer.ts'
import styles from './settings.module.css'

/** As they are shown, at twice the size. */
const crops = { avatar: { aspect: 1, widest: 512 }, cover: { aspect: 6, widest: 2560 } }

export function PicturesForm({ viewer }: { viewer: CurrentUser }) {
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: ({ kind, file }: { kind: 'avatar' | 'cover'; file: Blob }) =>
      kind === 'avatar'
        ? call('updateUserAvatar', { body: { avatar: file } })
        : call('updateCoverImage', { body: { coverImage: file } }),
    onSuccess: (user) => {
      client.setQueryData(viewerQuery.queryKey, (now) => now && { ...now, ...user })
      void client.invalidateQueries({ queryKey: ['getUserChannelProfile'] })
      say(text.settings.saved)
    },
    onError: sayError,
  })
  return (
    <Section title={text.settings.pictures}>
      {viewer.coverImageSmall && <img className={styles.cover} src={viewer.coverImageSmall} alt="" />}
      <div className={styles.pictures}>
        <Avatar owner={viewer} size={72} />
        <PictureButton
          label={text.settings.changeAvatar}
          crop={crops.avatar}
          onPicture={(file) => send.mutate({ kind: 'avatar', file })}
        />
        <PictureButton
          label={text.settings.changeCover}
          crop={crops.cover}
          onPicture={(file) => send.mutate({ kind: 'cover', file })}
        />
      </div>
    </Section>
  )
}
