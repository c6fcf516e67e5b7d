import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { Channel, VideoDetail } from '../../api/operations.ts'
import { sayError } from '../../ui/toasts.tsx'

interface State {
  isSubscribed: boolean
  subscribersCount: number
}

/** Follows a channel or leaves it: shown at once wherever the channel stands, undone where it did not happen. */
export function useSubscription(channelId: string, now: State) {
  const client = useQueryClient()
  const show = (state: State): void => {
    client.setQueriesData<VideoDetail>({ queryKey: ['getVideoById'] }, (video) =>
      video?.owner._id === channelId ? { ...video, owner: { ...video.owner, ...state } } : video,
    )
    client.setQueriesData<Channel>({ queryKey: ['getUserChannelProfile'] }, (channel) =>
      channel?._id === channelId ? { ...channel, ...state } : channel,
    )
  }
  return useMutation({
    mutationFn: (subscribed: boolean) =>
      call('toggleSubscription', { params: { channelId }, body: { subscribed } }),
    onMutate: (subscribed) => {
      const { subscribersCount } = now
      show({
        isSubscribed: subscribed,
        subscribersCount: Math.max(0, subscribersCount + (subscribed ? 1 : -1)),
      })
      return now
    },
    onError: (error, _subscribed, before) => {
      if (before) show(before)
      sayError(error)
    },
    onSuccess: ({ isSubscribed, subscribersCount }) => {
      show({ isSubscribed, subscribersCount })
      void client.invalidateQueries({ queryKey: ['getSubscribedChannels'] })
    },
  })
}
