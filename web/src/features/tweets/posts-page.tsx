import { useInfiniteQuery } from '@tanstack/react-query'
import { text } from '../../text/text.ts'
import { useViewer } from '../users/viewer.ts'
import { PostForm } from './post-form.tsx'
import { PostList } from './post-list.tsx'
import styles from './posts.module.css'
import { allPosts } from './queries.ts'

export function PostsPage() {
  const { viewer } = useViewer()
  const query = useInfiniteQuery(allPosts())
  return (
    <div className={styles.page}>
      <title>{text.title(text.posts.title)}</title>
      <h1 className={styles.title}>{text.posts.title}</h1>
      {viewer && <PostForm />}
      <PostList query={query} />
    </div>
  )
}
