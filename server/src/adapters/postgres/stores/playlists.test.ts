import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { playlistStoreContract } from '../../../features/playlists/store.contract.ts'
import { postgresPlaylists } from './playlists.ts'

runOnPostgres(playlistStoreContract, (room) => ({
  ...engagementRoom(room),
  store: postgresPlaylists(room),
  small: postgresPlaylists({ ...room, limits: { playlists: 3, videos: 3 } }),
}))
