import { useInfiniteQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { uniqueRows } from '../../api/pages.ts'
import { text } from '../../text/text.ts'
import { Button } from '../../ui/button.tsx'
import { Endless } from '../../ui/endless.tsx'
import { CommentRow, type CommentRowProps } from './comment-row.tsx'
import styles from './comments.module.css'
import { repliesQuery } from './queries.ts'

interface RepliesProps extends CommentRowProps {
  isOpen: boolean
  onOpen(isOpen: boolean): void
}

export function Replies({ comment, video, onSeek, isOpen, onOpen }: RepliesProps) {
  const query = useInfiniteQuery({ ...repliesQuery(comment._id), enabled: isOpen })
  return (
    <>
      <Button isSmall look="quiet" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
        {isOpen ? <ChevronUp size={16} aria-hidden /> : <ChevronDown size={16} aria-hidden />}
        {isOpen ? text.comments.hideReplies : text.comments.replies(comment.repliesCount)}
      </Button>
      {isOpen && (
        <ul className={styles.list}>
          {uniqueRows(query.data).map((reply) => (
            <li key={reply._id}>
              <CommentRow comment={reply} video={video} onSeek={onSeek} isReply />
            </li>
          ))}
          {query.isPending && <li>{text.common.loading}</li>}
        </ul>
      )}
      {isOpen && <Endless query={query} onlyAsked />}
    </>
  )
}
