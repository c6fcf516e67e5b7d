import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'

export const channelQuery = (username: string) =>
  queryOptions({
    queryKey: ['getUserChannelProfile', username.toLowerCase()],
    queryFn: ({ signal }) => call('getUserChannelProfile', { params: { username }, signal }),
  })
