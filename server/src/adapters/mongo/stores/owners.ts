import type { Document } from 'mongodb'
import type { Owner } from '../../../features/users/store.ts'
import type { OwnerDocument } from '../documents.ts'
import { idOf } from '../ids.ts'

export const ownerFields = { username: 1, fullName: 1, avatar: 1 } as const

/** Puts who stands in `owner` beside a row, as `by`. */
export const withOwner = (only: Document = {}, fields: Document = {}): Document => ({
  $lookup: {
    ...{ from: 'users', localField: 'owner', foreignField: '_id', as: 'by' },
    pipeline: [{ $match: only }, { $project: { ...ownerFields, ...fields } }],
  },
})

export const ownerOf = ({ _id, username, fullName, avatar }: OwnerDocument): Owner => ({
  id: idOf(_id),
  ...{ username, fullName, avatar },
})
