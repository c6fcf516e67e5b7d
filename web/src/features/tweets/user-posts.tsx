import { useInfiniteQuery } from '@tanstack/react-query'
import { useViewer } from '../users/viewer.ts'
import { PostForm } from './post-form.tsx'
import { PostList } from './post-list.tsx'
import styles from './posts.module.css'
import { postsOf } from './queries.ts'

/** The posts of a channel; its owner writes there too. */
export function UserPosts({ userId }: { userId: string }) {
  const { viewer } = useViewer()
  const query = useInfiniteQuery(postsOf(userId))
  return (
    <div className={styles.page}>
      {viewer?._id === userId && <PostForm />}
      <PostList query={query} />
    </div>
  )
}
