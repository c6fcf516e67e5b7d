import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban } from 'lucide-react'
import { call } from '../../api/client.ts'
import type { Channel } from '../../api/operations.ts'
import { dayOf } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { LinkedText } from '../../ui/linked-text.tsx'
import { sayError } from '../../ui/toasts.tsx'
import styles from './channel-page.module.css'
import { useViewer } from './viewer.ts'

export function ChannelAbout({ channel }: { channel: Channel }) {
  const { viewer } = useViewer()
  return (
    <section className={styles.about} aria-label={text.channel.about}>
      {channel.bio ? (
        <LinkedText>{channel.bio}</LinkedText>
      ) : (
        <p className={styles.quiet}>{text.channel.noBio}</p>
      )}
      <p className={styles.quiet}>{text.channel.joined(dayOf(channel.createdAt))}</p>
      {viewer && viewer._id !== channel._id && <BlockButton channel={channel} />}
    </section>
  )
}

function BlockButton({ channel: { _id: userId, isBlocked } }: { channel: Channel }) {
  const client = useQueryClient()
  const block = useMutation({
    mutationFn: () => call(isBlocked ? 'unblockUser' : 'blockUser', { params: { userId } }),
    // Whom one has blocked is gone from every list.
    onSuccess: () => client.invalidateQueries(),
    onError: sayError,
  })
  return (
    <div>
      <Button look={isBlocked ? 'plain' : 'danger'} isBusy={block.isPending} onClick={() => block.mutate()}>
        <Ban size={18} aria-hidden />
        {isBlocked ? text.channel.unblock : text.channel.block}
      </Button>
    </div>
  )
}
