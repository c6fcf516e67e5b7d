import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query'
import { type AnswerOf, type AskOf, callWhole, type OperationName } from './client.ts'

/** One page of any list: those of page objects and those of plain arrays look the same from here. */
export interface ListPage<Row> {
  rows: Row[]
  nextCursor: string | null
  /** Null where the list does not count. */
  total: number | null
}

type RowOf<Answer> = Answer extends (infer Row)[] ? Row : Answer extends { docs: (infer Row)[] } ? Row : never
type ListName = { [Name in OperationName]: RowOf<AnswerOf<Name>> extends never ? never : Name }[OperationName]
export type RowOfList<Name extends ListName> = RowOf<AnswerOf<Name>>

interface Docs {
  docs: unknown[]
  nextCursor: string | null
  totalDocs: number
}

/** One page of a list, by itself. */
export async function listPage<Name extends ListName>(
  name: Name,
  ask: AskOf<Name>,
): Promise<ListPage<RowOfList<Name>>> {
  const { data, nextCursor } = await callWhole(name, ask)
  if (Array.isArray(data))
    return { rows: data as RowOfList<Name>[], nextCursor: nextCursor ?? null, total: null }
  const { docs, nextCursor: next, totalDocs } = data as Docs
  return { rows: docs as RowOfList<Name>[], nextCursor: next, total: totalDocs }
}

/** An endless list as TanStack Query has it: `useInfiniteQuery(endless('getAllVideos', { query: … }))`. */
export function endless<Name extends ListName>(name: Name, ask: AskOf<Name>, limit = 24) {
  const { params, query } = ask as { params?: object; query?: object }
  return infiniteQueryOptions({
    queryKey: [name, params ?? {}, query ?? {}, limit] as const,
    queryFn: ({ pageParam, signal }) =>
      listPage(name, {
        params,
        query: { ...query, limit, cursor: pageParam },
        signal,
      } as never as AskOf<Name>),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ListPage<RowOfList<Name>>) => page.nextCursor ?? undefined,
  })
}

/** The rows of all pages that are there. A list that moves while it is read, such as the most viewed, may answer one twice. */
export function uniqueRows<Row extends { _id: string }>(
  data: InfiniteData<ListPage<Row>> | undefined,
): Row[] {
  const rows = data?.pages.flatMap((page) => page.rows) ?? []
  return [...new Map(rows.map((row) => [row._id, row])).values()]
}
