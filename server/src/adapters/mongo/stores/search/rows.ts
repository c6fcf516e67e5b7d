import type { ObjectId } from 'mongodb'
import { channelLine, textsOf, wordsOfTexts } from '../../../../features/search/store.ts'
import type { Id } from '../../../../lib/id.ts'
import type { Transaction } from '../../connection.ts'
import type { VideoDocument } from '../../documents.ts'
import { hold } from '../../hold.ts'
import { idOf, oid } from '../../ids.ts'
import { scoreOf } from './score.ts'
import { addWords } from './words.ts'

/** Makes what is found of these videos what they are now, in the transaction that changed them. */
export async function indexVideos(tx: Transaction, videos: VideoDocument[]): Promise<void> {
  for (const video of videos) {
    // Whoever changes the name meanwhile waits until the words of it are written.
    await hold(tx, 'users', { _id: video.owner! })
    const user = await tx.in('users').one({ _id: video.owner! })
    if (!user) continue
    const texts = textsOf(video, channelLine(user))
    const { _id, owner, publishedAt, createdAt } = video
    const found = {
      ...texts,
      words: wordsOfTexts(texts),
      owner: owner!,
      publishedAt: publishedAt ?? createdAt,
    }
    await tx.in('videoSearch').upsert({ _id }, { $set: { ...found, score: scoreOf(video) } })
    await addWords(tx, Object.values(texts))
  }
}

export async function unindexVideos(tx: Transaction, ids: ObjectId[]): Promise<void> {
  await tx.in('videoSearch').removeAll({ _id: { $in: ids } })
}

/** Answers how many had another name. */
export async function renameChannel(tx: Transaction, ownerId: Id, limit: number): Promise<number> {
  const user = await tx.in('users').one({ _id: oid(ownerId) })
  if (!user) return 0
  const channel = channelLine(user)
  const rows = await tx
    .in('videoSearch')
    .all({ owner: user._id, channel: { $ne: channel } }, { sort: { _id: 1 }, limit })
  await tx.in('videoSearch').write(
    rows.map((row) => ({
      updateOne: {
        filter: { _id: row._id },
        update: { $set: { channel, words: wordsOfTexts({ ...row, channel }) } },
      },
    })),
  )
  await addWords(tx, [channel])
  return rows.length
}

/** Answers where to go on. */
export async function addMissing(tx: Transaction, after: Id | '', limit: number): Promise<Id | null> {
  const videos = await tx.in('videos').gather<VideoDocument>([
    { $match: { listed: true, ...(after && { _id: { $gt: oid(after) } }) } },
    { $sort: { _id: 1 } },
    {
      $lookup: {
        ...{ from: 'videoSearch', localField: '_id', foreignField: '_id', as: 'found' },
        pipeline: [{ $project: { _id: 1 } }],
      },
    },
    ...[{ $match: { found: [] } }, { $limit: limit }],
  ])
  await indexVideos(tx, videos)
  return videos.length < limit ? null : idOf(videos.at(-1)!._id)
}
