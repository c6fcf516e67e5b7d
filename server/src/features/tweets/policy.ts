import { isOwner, policy } from '../../policy.ts'

/** Anybody may read a tweet. */
export const tweetPolicy = policy({ edit: isOwner })
