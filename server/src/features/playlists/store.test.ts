import { runOnEveryEngine } from '../../../test/support/contract.ts'
import { engagementRoom } from '../../../test/support/engagement-room.ts'
import { playlistStoreContract } from './store.contract.ts'

runOnEveryEngine(playlistStoreContract, (room) => ({
  ...engagementRoom(room),
  store: room.database.playlists,
  small: room.beneath.smallPlaylists({ playlists: 3, videos: 3 }),
}))
