import { runOnPostgres } from '../../../../test/support/contract.ts'
import { engagementRoom } from '../../../../test/support/engagement-room.ts'
import { tweetStoreContract } from '../../../features/tweets/store.contract.ts'
import { postgresTweets } from './tweets.ts'

runOnPostgres(tweetStoreContract, (room) => ({ ...engagementRoom(room), store: postgresTweets(room) }))
