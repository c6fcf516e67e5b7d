import type { Express, Request } from 'express'
import { type CardRow, type DetailRow, shapes } from '../shapes.ts'
import { pageLimit, searched, statements } from '../statements.ts'
import { type CeilingKit, cursorOf, pageOf } from './kit.ts'

type Query = Record<'limit' | 'cursor' | 'sortBy' | 'userId' | 'query', string | undefined>

export function videoRoutes(app: Express, { baseUrl, run, viewerOf, totalOf, send }: CeilingKit): void {
  const { card, detail } = shapes(baseUrl)

  app.get('/api/v1/videos', async (req, res) => {
    await viewerOf(req)
    const { limit, cursor, sortBy, userId, query } = req.query as Query
    if (limit !== String(pageLimit)) throw new Error(`Written for pages of ${pageLimit}`)
    if (query) return send(res, 'getAllVideos', await search(query, req))
    const [total, rows] = await Promise.all([totalOfVideos(userId), rowsOf(cursor, sortBy, userId)])
    const order = sortBy === 'views' ? 'mostViewed' : 'newest'
    const scope = `getAllVideos ${order} ${JSON.stringify(userId ? { ownerId: userId } : {})}`
    const keyOf = (row: CardRow) => (sortBy === 'views' ? row.views : row.published_at.getTime())
    const data = pageOf(rows, pageLimit, total, card, (row) => cursorOf(scope, keyOf(row), row.id))
    send(res, 'getAllVideos', data)
  })

  app.get('/api/v1/videos/:videoId', async (req, res) => {
    const viewer = await viewerOf(req)
    const id = req.params.videoId
    const [row] = viewer
      ? await run<DetailRow>('detailForViewer', statements.detailForViewer, [id, viewer])
      : await run<DetailRow>('detail', statements.detail, [id])
    send(res, 'getVideoById', detail(row!))
  })

  const totalOfVideos = (userId: string | undefined): Promise<number> =>
    totalOf(`videos ${userId}`, () =>
      userId ? run('countOfOwner', statements.countOfOwner, [userId]) : run('count', statements.count),
    )

  function rowsOf(cursor?: string, sortBy?: string, userId?: string): Promise<CardRow[]> {
    if (cursor) {
      const [, , time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      return run('newestAfter', statements.newestAfter, [new Date(time), id])
    }
    if (sortBy === 'views') return run('mostViewed', statements.mostViewed)
    return userId ? run('ofOwner', statements.ofOwner, [userId]) : run('newest', statements.newest)
  }

  async function search(word: string, _req: Request) {
    const wanted = { words: [{ forms: [word], isPrefix: true }], phrases: [], without: [] }
    const lexeme = `'${word}':*`
    const [total, rows] = await Promise.all([
      totalOf(`search ${word}`, () => run('countSearched', searched.count, [lexeme])),
      run<CardRow & { points: number }>('searched', searched.page, [lexeme, `% ${word}%`]),
    ])
    const scope = `getAllVideos relevance ${JSON.stringify({ wanted })}`
    return pageOf(rows, pageLimit, total, card, (row) => cursorOf(scope, 0, row.points, row.id))
  }
}
