import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { sayError } from '../../ui/toasts.tsx'
import { type Details, newUpload, publish, sendFile, type Upload } from './upload.ts'

/** The uploads of this page: one file is sent at a time, what was said of it follows. */
export function useUploads() {
  const [uploads, setUploads] = useState<Upload[]>([])
  const client = useQueryClient()
  const change = useCallback((id: string, part: Partial<Upload>): void => {
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)))
  }, [])

  const isSending = uploads.some(({ stage }) => stage.name === 'sending' || stage.name === 'waiting')
  const next = isSending ? undefined : uploads.find(({ stage }) => stage.name === 'queued')
  useEffect(() => {
    if (!next) return
    change(next.id, { stage: { name: 'sending', sentBytes: 0, bytesPerSecond: 0 } })
    sendFile(next, (stage) => change(next.id, { stage })).then(
      (videoId) => change(next.id, { stage: { name: 'sent' }, videoId }),
      (error) => change(next.id, { stage: { name: 'failed', error } }),
    )
  }, [next, change])

  const ready = uploads.find(({ videoId, publishing }) => videoId && publishing === 'wanted')
  useEffect(() => {
    if (!ready?.videoId) return
    change(ready.id, { publishing: 'running' })
    publish(ready.videoId, ready.details).then(
      () => {
        change(ready.id, { publishing: 'done' })
        void client.invalidateQueries({ queryKey: ['getAllVideos'] })
        void client.invalidateQueries({ queryKey: ['getChannelVideos'] })
      },
      (error) => {
        change(ready.id, { publishing: 'not yet' })
        sayError(error)
      },
    )
  }, [ready, change, client])

  return {
    uploads,
    /** While one runs, leaving the page would lose it. */
    isBusy:
      isSending || uploads.some(({ publishing }) => publishing === 'wanted' || publishing === 'running'),
    add: (files: File[]) => setUploads((all) => [...all, ...files.map(newUpload)]),
    edit: (id: string, details: Details) => change(id, { details, publishing: 'not yet' }),
    publish: (id: string) => change(id, { publishing: 'wanted' }),
    again: (id: string) => change(id, { stage: { name: 'queued' }, stop: new AbortController() }),
    remove: (upload: Upload) => {
      upload.stop.abort()
      setUploads((all) => all.filter(({ id }) => id !== upload.id))
    },
  }
}
