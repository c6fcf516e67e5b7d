import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from '../../api/client.ts'
import type { CurrentUser } from '../../api/operations.ts'
import { text } from '../../text/text.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/section.tsx'
import { say, sayError } from '../../ui/toasts.tsx'
import { viewerQuery } from '../users/viewer.ts'
import styles from './settings.module.css'

const kinds = 'image/jpeg,image/png,image/webp,image/gif,image/avif'

export function PicturesForm({ viewer }: { viewer: CurrentUser }) {
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: ({ kind, file }: { kind: 'avatar' | 'cover'; file: File }) =>
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
          onFile={(file) => send.mutate({ kind: 'avatar', file })}
        />
        <PictureButton
          label={text.settings.changeCover}
          onFile={(file) => send.mutate({ kind: 'cover', file })}
        />
      </div>
    </Section>
  )
}

function PictureButton({ label, onFile }: { label: string; onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button onClick={() => input.current?.click()}>{label}</Button>
      <input
        ref={input}
        type="file"
        accept={kinds}
        hidden
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) onFile(file)
          currentTarget.value = ''
        }}
      />
    </>
  )
}
