import { z } from 'zod'

const wholeNumber = () =>
  z.coerce.number('A whole number is needed.').int('A whole number is needed.').min(1, 'It starts at 1.')

/** The query of every list. A limit over 100 becomes 100. */
export const paging = {
  page: wholeNumber().optional().meta({ description: 'From 1; ends at row 10,000: go on with `cursor`.' }),
  limit: wholeNumber()
    .transform((limit) => Math.min(limit, 100))
    .optional()
    .meta({ description: 'Default 10; over 100 becomes 100.' }),
  cursor: z
    .string()
    .max(4096, 'That is not a cursor.')
    .optional()
    .meta({ description: "The previous answer's `nextCursor`." }),
}

/** The page object of the contract, around one kind of row; named after it. */
export const PageOf = <Row extends z.ZodType>(row: Row) =>
  z
    .object({
      docs: z.array(row),
      totalDocs: z
        .int()
        .min(0)
        .meta({ description: 'Exact up to 10,000, bounded after that, and kept for a few seconds.' }),
      limit: z.int().min(1),
      page: z.int().min(1),
      totalPages: z
        .int()
        .min(0)
        .meta({ description: 'Of those that can be asked for by number, so up to row 10,000.' }),
      pagingCounter: z.int().min(0),
      hasPrevPage: z.boolean(),
      hasNextPage: z.boolean().meta({
        description:
          'Whether there is more, the same way: by `nextPage`, which ends at row 10,000, or by `nextCursor` when a cursor was sent.',
      }),
      prevPage: z.int().min(1).nullable(),
      nextPage: z
        .int()
        .min(1)
        .nullable()
        .meta({ description: 'Null also where pages end, at row 10,000; `nextCursor` goes on there.' }),
      nextCursor: z.string().nullable().meta({ description: 'Null: that was the last row.' }),
    })
    .meta({ id: `${row.meta()?.id ?? 'Row'}Page` })
