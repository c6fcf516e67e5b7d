import { numbers, skewed } from './random.ts'

/** One figure of the table: what is asked, again and again. */
export interface Row {
  name: string
  paths: string[]
  signedIn: boolean
  /** Views are counted, so what the answer says of views moves while it is asked. */
  countsViews: boolean
}

interface Known {
  owners: string[]
  ids: string[]
  deepCursors: string[]
}

export function rowsOf({ owners, ids, deepCursors }: Known): Row[] {
  const random = numbers(11)
  const popular = Array.from({ length: 2_000 }, () => ids[skewed(random, ids.length)]!)
  const lists = [
    ['GET /videos, first page', ['/api/v1/videos?limit=15']],
    ['GET /videos, at row 10,000', deepCursors.map((cursor) => `/api/v1/videos?limit=15&cursor=${cursor}`)],
    ['GET /videos?sortBy=views', ['/api/v1/videos?limit=15&sortBy=views']],
    ['GET /videos?userId=', owners.map((owner) => `/api/v1/videos?limit=15&userId=${owner}`)],
    ['GET /videos/:id', popular.map((id) => `/api/v1/videos/${id}`)],
  ] as const
  return lists.flatMap(([name, paths]) =>
    [false, true].map((signedIn) => ({
      ...{ name, signedIn, paths: [...paths], countsViews: name.endsWith(':id') },
    })),
  )
}
