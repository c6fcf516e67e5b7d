import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, RefObject } from 'react'
import { call } from '../../api/client.ts'
import { isApiError } from '../../api/errors.ts'
import type { Playlist, PlaylistDetail } from '../../api/operations.ts'
import { fieldsOf } from '../../lib/form.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogEnd } from '../../ui/dialog.tsx'
import { LongTextField, SelectField, TextField } from '../../ui/field.tsx'
import { Notice, sentenceOf } from '../../ui/notice.tsx'

interface PlaylistDialogProps {
  ref: RefObject<HTMLDialogElement | null>
  /** None: a new one. */
  playlist?: PlaylistDetail
  onMade?(playlist: Playlist): void
}

export function PlaylistDialog({ ref, playlist, onMade }: PlaylistDialogProps) {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: ({ name = '', description, privacy }: Record<string, string>) => {
      const body = { name, description, privacy: privacy as Playlist['privacy'] }
      return playlist
        ? call('updatePlaylist', { params: { playlistId: playlist._id }, body })
        : call('createPlaylist', { body })
    },
    onSuccess: (made) => {
      ref.current?.close()
      void client.invalidateQueries({ queryKey: ['getUserPlaylists'] })
      void client.invalidateQueries({ queryKey: ['getPlaylistById', made._id] })
      if (!playlist) onMade?.(made)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    save.mutate(fieldsOf(event.currentTarget))
  }
  const wrong = isApiError(save.error) ? save.error.fields : {}
  return (
    <Dialog ref={ref} title={playlist ? text.playlist.edit : text.playlist.new}>
      <form onSubmit={submit} style={{ display: 'grid', gap: 'var(--space-4)' }}>
        {save.error && Object.keys(wrong).length === 0 && (
          <Notice look="wrong">{sentenceOf(save.error)}</Notice>
        )}
        <TextField
          label={text.playlist.name}
          name="name"
          defaultValue={playlist?.name}
          maxLength={100}
          required
          dir="auto"
          error={wrong.name}
        />
        <LongTextField
          label={text.upload.description}
          name="description"
          isOptional
          defaultValue={playlist?.description}
          maxLength={1000}
          error={wrong.description}
        />
        <SelectField label={text.upload.privacy} name="privacy" defaultValue={playlist?.privacy ?? 'public'}>
          <option value="public">{text.upload.public}</option>
          <option value="unlisted">{text.upload.unlisted}</option>
          <option value="private">{text.upload.private}</option>
        </SelectField>
        <DialogEnd>
          <Button look="quiet" onClick={() => ref.current?.close()}>
            {text.common.cancel}
          </Button>
          <Button look="strong" type="submit" isBusy={save.isPending}>
            {text.common.save}
          </Button>
        </DialogEnd>
      </form>
    </Dialog>
  )
}
