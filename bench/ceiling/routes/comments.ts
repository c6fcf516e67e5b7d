import type { Express } from 'express'
import { type OwnerRow, shapes } from '../shapes.ts'
import { pageLimit } from '../statements.ts'
import { type CeilingKit, cursorOf, pageOf } from './kit.ts'

interface Row extends OwnerRow {
  id: string
  video_id: string
  parent_id: string | null
  content: string
  likes: number
  replies: number
  is_liked: boolean
  is_pinned: boolean
  is_hearted: boolean
  edited_at: Date | null
  created_at: Date
  updated_at: Date
}

const columns = `c.id, c.video_id, c.parent_id, c.owner_id, u.username, u.full_name, u.avatar, c.content, k.likes, k.replies,
  c.is_pinned, c.is_hearted, c.edited_at, c.created_at, c.updated_at`
const isLiked = `exists (select from likes where liked_by = $2 and target_kind = 'comment' and target_id = c.id) as is_liked`
const isOpen = "v.is_published and v.privacy <> 'private'"

const fromComments = `from videos v join comments c on c.video_id = v.id and c.parent_id is null
  join comment_counters k on k.comment_id = c.id left join users u on u.id = c.owner_id`
const newest = `${fromComments} where v.id = $1 and ${isOpen}
  order by c.is_pinned desc, c.created_at desc, c.id desc limit ${pageLimit + 1}`
const mostLiked = `from videos v join comment_counters k on k.video_id = v.id join comments c on c.id = k.comment_id
  left join users u on u.id = c.owner_id where v.id = $1 and ${isOpen}
  order by k.is_pinned desc, k.likes desc, k.comment_id desc limit ${pageLimit + 1}`
const replies = `from comments c join comment_counters k on k.comment_id = c.id join videos v on v.id = c.video_id
  left join users u on u.id = c.owner_id where c.parent_id = $1 and ${isOpen}
  order by c.created_at, c.id limit ${pageLimit + 1}`

const texts = { newest, mostLiked, replies }
const counts = {
  comments: `select count(*)::integer as total
    from (select from comments where video_id = $1 and parent_id is null limit 10000) as few`,
  replies: `select count(*)::integer as total from (select from comments where parent_id = $1 limit 10000) as few`,
}

export function commentRoutes(app: Express, { baseUrl, run, viewerOf, totalOf, send }: CeilingKit): void {
  const { owner } = shapes(baseUrl)

  const comment = (row: Row) => ({
    _id: row.id,
    content: row.content,
    video: row.video_id,
    parentId: row.parent_id,
    owner: row.owner_id === null ? null : owner(row),
    likesCount: row.likes,
    isLiked: row.is_liked,
    repliesCount: row.replies,
    isPinned: row.is_pinned,
    isHearted: row.is_hearted,
    isDeleted: row.owner_id === null,
    editedAt: row.edited_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  })

  const rowsOf = (name: keyof typeof texts, id: string, viewer: string | null): Promise<Row[]> =>
    viewer
      ? run(`comments ${name} for`, `select ${columns}, ${isLiked} ${texts[name]}`, [id, viewer])
      : run(`comments ${name}`, `select ${columns}, false as is_liked ${texts[name]}`, [id])

  app.get('/api/v1/comments/:videoId', async (req, res) => {
    const viewer = await viewerOf(req)
    const id = req.params.videoId
    const order = req.query.sortBy === 'likes' ? 'mostLiked' : 'newest'
    const [total, rows] = await Promise.all([
      totalOf(id, () => run('commentCount', counts.comments, [id])),
      rowsOf(order, id, viewer),
    ])
    const scope = `getVideoComments ${id} ${order}`
    const keyOf = (row: Row) => (order === 'newest' ? row.created_at.getTime() : row.likes)
    const cursor = (row: Row) => cursorOf(scope, Number(row.is_pinned), keyOf(row), row.id)
    send(res, 'getVideoComments', pageOf(rows, pageLimit, total, comment, cursor))
  })

  app.get('/api/v1/comments/c/:commentId/replies', async (req, res) => {
    const viewer = await viewerOf(req)
    const id = req.params.commentId
    const [total, rows] = await Promise.all([
      totalOf(id, () => run('replyCount', counts.replies, [id])),
      rowsOf('replies', id, viewer),
    ])
    const cursor = (row: Row) => cursorOf(`getCommentReplies ${id}`, row.created_at.getTime(), row.id)
    send(res, 'getCommentReplies', pageOf(rows, pageLimit, total, comment, cursor))
  })
}
