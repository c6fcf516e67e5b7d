import { BellRing } from 'lucide-react'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { useAskLogIn } from '../users/ask-log-in.ts'
import { useViewer } from '../users/viewer.ts'
import { useSubscription } from './use-subscription.ts'

interface SubscribeButtonProps {
  channel: { _id: string; fullName: string; isSubscribed: boolean; subscribersCount: number }
}

export function SubscribeButton({ channel }: SubscribeButtonProps) {
  const { _id, fullName, isSubscribed, subscribersCount } = channel
  const { viewer } = useViewer()
  const subscription = useSubscription(_id, { isSubscribed, subscribersCount })
  const ask = useAskLogIn()
  if (viewer?._id === _id) return null
  return (
    <Button
      look={isSubscribed ? 'plain' : 'strong'}
      aria-label={isSubscribed ? text.channel.unsubscribeFrom(fullName) : text.channel.subscribeTo(fullName)}
      onClick={ask(() => subscription.mutate(!isSubscribed))}
    >
      {isSubscribed && <BellRing size={18} aria-hidden />}
      {isSubscribed ? text.channel.subscribed : text.channel.subscribe}
    </Button>
  )
}
