import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { isApiError, wrongFields } from '../../api/errors.ts'
import type { VideoDetail } from '../../api/operations.ts'
import { submitting } from '../../lib/form.ts'
import { useObjectUrl } from '../../lib/use-object-url.ts'
import { navigate, useParams } from '../../router/router.tsx'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { LongTextField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-problem.tsx'
import { ErrorState, NotFound } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PictureButton } from '../../ui/picture-button.tsx'
import { Section } from '../../ui/section.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { say } from '../../ui/toasts.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { useViewer } from '../users/viewer.ts'
import { type Privacy, PrivacyField } from '../videos/privacy-field.tsx'
import { videoQuery } from '../videos/queries.ts'
import styles from './studio.module.css'

export function StudioVideoPage() {
  return (
    <MembersOnly>
      <EditedVideo />
    </MembersOnly>
  )
}

function EditedVideo() {
  const { videoId } = useParams('studioVideo')
  const { viewer } = useViewer()
  const { data: video, error, refetch } = useQuery(videoQuery(videoId))
  if (isApiError(error) && [400, 404].includes(error.status)) return <NotFound />
  if (error) return <ErrorState error={error} retry={() => void refetch()} isPage />
  if (!video) return <Skeleton blockSize="20rem" />
  return video.owner._id === viewer?._id ? <EditVideo key={videoId} video={video} /> : <NotFound />
}

function EditVideo({ video }: { video: VideoDetail }) {
  const client = useQueryClient()
  const { _id: videoId } = video
  const [thumbnail, setThumbnail] = useState<Blob | null>(null)
  const save = useMutation({
    mutationFn: ({ title = '', description, tags = '', privacy, commentsEnabled }: Record<string, string>) =>
      call('updateVideo', {
        params: { videoId },
        body: {
          ...{ title, description, privacy: privacy as Privacy },
          tags: tags.split(',').map((tag) => tag.trim()),
          commentsEnabled: commentsEnabled === 'on',
          ...(thumbnail && { thumbnail }),
        },
      }),
    onSuccess: () => {
      for (const name of ['getVideoById', 'getChannelVideos', 'getAllVideos']) {
        void client.invalidateQueries({ queryKey: [name] })
      }
      say(text.studio.saved)
      navigate({ to: 'studio' })
    },
  })
  const wrong = wrongFields(save.error)
  return (
    <div className={styles.edit}>
      <PageHead title={text.studio.editTitle} />
      <Section title={video.title}>
        <form onSubmit={submitting(save.mutate)} noValidate>
          <FormProblem error={save.error} wrong={wrong} />
          <Thumbnail video={video} file={thumbnail} onFile={setThumbnail} />
          <TextField
            label={text.upload.videoTitle}
            name="title"
            defaultValue={video.title}
            maxLength={150}
            dir="auto"
            error={wrong.title}
          />
          <LongTextField
            label={text.upload.description}
            name="description"
            isOptional
            defaultValue={video.description}
            maxLength={5000}
            error={wrong.description}
          />
          <TextField
            label={text.upload.tags}
            hint={text.upload.tagsHint}
            name="tags"
            isOptional
            defaultValue={video.tags.join(', ')}
            dir="auto"
            error={wrong.tags}
          />
          <PrivacyField defaultValue={video.privacy} />
          <label className={styles.check}>
            <input type="checkbox" name="commentsEnabled" defaultChecked={video.commentsEnabled} />
            {text.studio.commentsEnabled}
          </label>
          <Button type="submit" look="strong" isBusy={save.isPending}>
            {text.common.save}
          </Button>
        </form>
        {video.sources.original && (
          <p>
            <a href={video.sources.original} download>
              {text.watch.download}
            </a>
          </p>
        )}
      </Section>
    </div>
  )
}

interface ThumbnailProps {
  video: VideoDetail
  file: Blob | null
  onFile(file: Blob): void
}

function Thumbnail({ video, file, onFile }: ThumbnailProps) {
  const chosen = useObjectUrl(file)
  return (
    <div className={styles.thumbnail}>
      <img src={chosen ?? video.thumbnailSmall} alt="" width={240} height={135} />
      <PictureButton label={text.studio.newThumbnail} onPicture={onFile} />
    </div>
  )
}
