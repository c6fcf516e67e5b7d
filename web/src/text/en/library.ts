import { counted } from '../format.ts'

export const library = {
  playlist: {
    playAll: 'Play all',
    empty: 'There are no videos in this playlist.',
    moveUp: (title: string) => `Move up: ${title}`,
    moveDown: (title: string) => `Move down: ${title}`,
    remove: (title: string) => `Take out: ${title}`,
    deleteQuestion: 'Delete this playlist? Its videos stay.',
    edit: 'Edit the playlist',
    new: 'New playlist',
    name: 'Name',
    saveTo: 'Save to',
    none: 'You have no playlists yet.',
  },
  history: {
    none: 'You have watched nothing yet.',
    clear: 'Clear the history',
    clearQuestion: 'Forget everything that you have watched?',
    pause: 'Pause the history',
    resume: 'Go on with the history',
    remove: (title: string) => `Take out of the history: ${title}`,
  },
  liked: { none: 'You have liked no videos yet.' },
  subscriptions: { none: 'You follow no channels yet.' },
  posts: {
    title: 'Posts',
    write: 'Write a post',
    placeholder: 'What is new?',
    submit: 'Post',
    none: 'No posts yet.',
    like: (count: number) => `Like this post, ${counted(count, 'like', 'likes')}`,
    actions: 'Actions for this post',
    deleteQuestion: 'Delete this post?',
    left: (count: number) => `${count} characters left`,
  },
}
