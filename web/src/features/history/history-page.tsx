import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { History, X } from 'lucide-react'
import { call } from '../../api/client.ts'
import { endless } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { sayError } from '../../ui/toasts.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { VideoGrid } from '../videos/grid.tsx'

export function HistoryPage() {
  return (
    <MembersOnly>
      <Watched />
    </MembersOnly>
  )
}

function Watched() {
  const client = useQueryClient()
  const query = useInfiniteQuery({ ...endless('getWatchHistory', {}), staleTime: 0 })
  const hasRows = query.data?.pages.some(({ rows }) => rows.length > 0)
  const refresh = () => client.invalidateQueries({ queryKey: ['getWatchHistory'] })
  const clear = useMutation({
    mutationFn: () => call('clearWatchHistory', {}),
    onSuccess: refresh,
    onError: sayError,
  })
  const remove = useMutation({
    mutationFn: (videoId: string) => call('removeFromWatchHistory', { params: { videoId } }),
    onSuccess: refresh,
    onError: sayError,
  })
  return (
    <>
      <PageHead title={text.nav.history}>
        <PauseButton />
        {hasRows && (
          <Button onClick={() => confirm(text.history.clearQuestion) && clear.mutate()}>
            {text.history.clear}
          </Button>
        )}
      </PageHead>
      <VideoGrid
        query={query}
        look="row"
        positionOf={({ position }) => position}
        actionsOf={({ _id, title }) => (
          <Button
            isIcon
            look="quiet"
            aria-label={text.history.remove(title)}
            onClick={() => remove.mutate(_id)}
          >
            <X size={18} aria-hidden />
          </Button>
        )}
        empty={<EmptyState icon={History} title={text.history.none} />}
      />
    </>
  )
}

function PauseButton() {
  const client = useQueryClient()
  const queryKey = ['getHistorySettings']
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => call('getHistorySettings', { signal }) })
  const pause = useMutation({
    mutationFn: (paused: boolean) => call('updateHistorySettings', { body: { paused } }),
    onSuccess: (settings) => client.setQueryData(queryKey, settings),
    onError: sayError,
  })
  if (!data) return null
  return (
    <Button aria-pressed={data.paused} isBusy={pause.isPending} onClick={() => pause.mutate(!data.paused)}>
      {data.paused ? text.history.resume : text.history.pause}
    </Button>
  )
}
