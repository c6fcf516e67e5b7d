import { useInfiniteQuery } from '@tanstack/react-query'
import { ThumbsUp } from 'lucide-react'
import { endless } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { EmptyState } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { MembersOnly } from '../users/members-only.tsx'
import { VideoGrid } from '../videos/grid.tsx'

export function LikedPage() {
  return (
    <MembersOnly>
      <Liked />
    </MembersOnly>
  )
}

function Liked() {
  const query = useInfiniteQuery(endless('getLikedVideos', {}))
  return (
    <>
      <PageHead title={text.nav.liked} />
      <VideoGrid query={query} empty={<EmptyState icon={ThumbsUp} title={text.liked.none} />} />
    </>
  )
}
