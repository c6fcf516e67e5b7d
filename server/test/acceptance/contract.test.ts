import { describe, expect, it } from 'vitest'
import { stranger } from './support/client.ts'

/**
 * The contract's own list of routes and names, written down here a second time on purpose: what the server says of
 * itself is compared with it. `-` asks for nobody, `O` takes anybody, `A` demands somebody.
 */
const contract = `
registerUser - POST /users/register
loginUser - POST /users/login
logoutUser A POST /users/logout
refreshAccessToken - POST /users/refresh-token
getCurrentUser A GET /users/current-user
changeCurrentPassword A POST /users/change-password
updateAccountDetails A PATCH /users/update-account
updateUserAvatar A PATCH /users/avatar /users/update-avatar
updateCoverImage A PATCH /users/cover-image /users/update-cover-image
getUserChannelProfile O GET /users/c/{username} /users/channel/{username}
getWatchHistory A GET /users/history /users/watch-history
clearWatchHistory A DELETE /users/history /users/history/clear
removeFromWatchHistory A DELETE /users/history/{videoId}
getSessions A GET /users/sessions
endSession A DELETE /users/sessions/{id}
getAllVideos O GET /videos
publishVideo A POST /videos /videos/publish
getVideoById O GET /videos/{videoId}
updateVideo A PATCH /videos/{videoId}
deleteVideo A DELETE /videos/{videoId}
togglePublishStatus A PATCH /videos/toggle/publish/{videoId} /videos/{videoId}/toggle-publish
getVideoComments O GET /comments/{videoId}
addComment A POST /comments/{videoId}
getCommentReplies O GET /comments/c/{commentId}/replies
updateComment A PATCH /comments/c/{commentId}
deleteComment A DELETE /comments/c/{commentId}
toggleVideoLike A POST /likes/toggle/v/{videoId}
toggleCommentLike A POST /likes/toggle/c/{commentId}
toggleTweetLike A POST /likes/toggle/t/{tweetId}
getLikedVideos A GET /likes/videos
createTweet A POST /tweets
getUserTweets O GET /tweets/user/{userId}
getAllTweets O GET /tweets
updateTweet A PATCH /tweets/{tweetId}
deleteTweet A DELETE /tweets/{tweetId}
toggleSubscription A POST /subscriptions/c/{channelId}
getUserChannelSubscribers O GET /subscriptions/c/{channelId} /subscriptions/c/{channelId}/subscribers
getSubscribedChannels O GET /subscriptions/u/{subscriberId} /subscriptions/u/{subscriberId}/channels
getSubscriptionStatus O GET /subscriptions/status/{channelId}
createPlaylist A POST /playlist /playlists
getUserPlaylists O GET /playlist/user/{userId} /playlists/user/{userId}
getPlaylistById O GET /playlist/{playlistId} /playlists/{playlistId}
updatePlaylist A PATCH /playlist/{playlistId} /playlists/{playlistId}
deletePlaylist A DELETE /playlist/{playlistId} /playlists/{playlistId}
addVideoToPlaylist A PATCH /playlist/add/{videoId}/{playlistId} /playlists/add/{videoId}/{playlistId}
removeVideoFromPlaylist A PATCH /playlist/remove/{videoId}/{playlistId} /playlists/remove/{videoId}/{playlistId}
getChannelStats A GET /dashboard/stats
getChannelVideos A GET /dashboard/videos
healthcheck - GET /healthcheck
`

interface Operation {
  operationId: string
  security: Record<string, unknown>[]
}

const document = (await (await stranger.fetch('/api/v1/openapi.json')).json()) as {
  paths: Record<string, Record<string, Operation | undefined>>
}

const operations = contract
  .trim()
  .split('\n')
  .map((line) => {
    const [id = '', auth = '', method = '', ...paths] = line.split(' ')
    return { id, auth, method, paths }
  })

/** Nobody, anybody, or somebody: as the document's `security` says it. */
function authOf({ security }: Operation): string {
  if (security.length === 0) return '-'
  return security.some((way) => Object.keys(way).length === 0) ? 'O' : 'A'
}

describe.each(operations)('$id of the contract', ({ id, auth, method, paths }) => {
  it.each(paths)(`is ${method} %s`, async (path) => {
    const described = document.paths[path]?.[method.toLowerCase()]
    expect(described?.operationId.replace(/\.alias\d+$/, '')).toBe(id)
    expect(authOf(described!)).toBe(auth)
  })

  it.each(paths)(`answers at ${method} %s with a slash behind it`, async (path) => {
    const place = `${path.replace(/\{username\}/, 'x').replace(/\{\w+\}/g, '0')}/`
    const answer = await stranger.raw(method, place)
    expect(answer.body).toMatchObject({ statusCode: answer.status })
    expect(['route_not_found', 'method_not_allowed']).not.toContain(answer.body.code)
  })
})
