import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RefObject } from 'react'
import { call } from '../../api/client.ts'
import { wrongFields } from '../../api/errors.ts'
import type { Playlist, PlaylistDetail } from '../../api/operations.ts'
import { submitting } from '../../lib/form.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog, DialogEnd } from '../../ui/dialog.tsx'
import { LongTextField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { type Privacy, PrivacyField } from '../videos/privacy-field.tsx'

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
      const body = { name, description, privacy: privacy as Privacy }
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
  const wrong = wrongFields(save.error)
  return (
    <Dialog ref={ref} title={playlist ? text.playlist.edit : text.playlist.new}>
      <form onSubmit={submitting(save.mutate)} style={{ display: 'grid', gap: 'var(--space-4)' }}>
        <FormProblem error={save.error} wrong={wrong} />
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
        <PrivacyField defaultValue={playlist?.privacy ?? 'public'} />
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
