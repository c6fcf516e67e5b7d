import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import type { Id } from '../../lib/id.ts'
import { remnantStoreContract } from './remnants.contract.ts'

runOnEveryEngine(remnantStoreContract, (room) => {
  const { database, beneath, clock } = room
  const { history, playlists, remnants, videos } = database
  return {
    ...{ ...engagementRoom(room), store: remnants, videos },
    watched: (userId: Id, videoId: Id) =>
      history.record([{ userId, videoId, at: clock.now(), position: null }]),
    playlist: (ownerId: Id, videoId: Id) => playlists.addVideo(ownerId, videoId, clock.now()),
    crowd: (videoId: Id, ownerId: Id, comments: number) => beneath.crowd({ videoId, ownerId, comments }),
    rowsOf: beneath.rowsOfVideo,
  }
})
