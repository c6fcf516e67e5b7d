import { type PostgresRoom, runOnPostgres } from '../../../../test/support/contract.ts'
import { crowd, rowsOfVideo } from '../../../../test/support/crowd.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { remnantStoreContract } from '../../../features/videos/remnants.contract.ts'
import type { Id } from '../../../lib/id.ts'
import { postgresHistory } from '../stores/history.ts'
import { postgresPlaylists } from '../stores/playlists.ts'
import { postgresVideos } from '../stores/videos.ts'
import { postgresRemnants } from './videos.ts'

function build(room: PostgresRoom) {
  const { postgres, clock } = room
  const [history, playlists] = [postgresHistory(room), postgresPlaylists(room)]
  return {
    ...engagementRoom(room),
    store: postgresRemnants(room),
    videos: postgresVideos(room),
    watched: (userId: Id, videoId: Id) =>
      history.record([{ userId, videoId, at: clock.now(), position: null }]),
    playlist: (ownerId: Id, videoId: Id) => playlists.addVideo(ownerId, videoId, clock.now()),
    crowd: (videoId: Id, ownerId: Id, comments: number) => crowd(postgres, { videoId, ownerId, comments }),
    rowsOf: (videoId: Id) => rowsOfVideo(postgres, videoId),
  }
}

runOnPostgres(remnantStoreContract, build)
