import bcrypt from 'bcryptjs'
import { type Db, Decimal128, ObjectId } from 'mongodb'

/** 24 characters that say what they name. */
const id = (n: number): ObjectId => new ObjectId(n.toString(16).padStart(24, '6'))
const gone = id(0xdead)

export const cloudinary = 'http://res.cloudinary.com/demo/video/upload/v1/old-film.mp4'
const picture = 'http://res.cloudinary.com/demo/image/upload/v1/ann.png'
export const oldPassword = 'from the old site'

/** Who and what stands in it, by the names that tests use. */
export const old = {
  ...{ ann: id(1), bob: id(2), cat: id(3), film: id(0x11), sea: id(0x12), hidden: id(0x13) },
  ...{ text: id(0x14), lost: id(0x15), strange: id(0x16), praise: id(0x21), best: id(0x31), post: id(0x41) },
}

const hour = (n: number): Date => new Date(Date.UTC(2024, 0, 1, n))
const times = (n: number) => ({ createdAt: hour(n), updatedAt: hour(n), __v: 0 })

const video = (_id: ObjectId, title: string, n: number) => ({
  ...{ _id, videoFile: cloudinary, thumbnail: picture, title, description: `${title} by the sea` },
  ...{ duration: 12.5, views: 7, isPublished: true, owner: old.ann, ...times(n) },
})

async function users() {
  const password = await bcrypt.hash(oldPassword, 4)
  const user = (_id: ObjectId, username: string, n: number) => ({
    ...{ _id, username, email: `${username}@example.org`, fullName: `${username} lee`, avatar: picture },
    ...{ coverImage: '', watchHistory: [] as unknown[], password, refreshToken: 'eyJ.old', ...times(n) },
  })
  return [
    // Twice the same, and one that is gone.
    { ...user(old.ann, 'ann', 1), watchHistory: [old.film, old.sea, gone, old.film] },
    // A fork that kept what the host of files answered, and did not fold names.
    { ...user(old.bob, 'Bob', 2), avatar: { public_id: 'x', url: picture }, email: ' BOB@example.org ' },
    // Hardly anything: an early version of the same backend.
    { _id: old.cat, username: 'cat', email: 'cat@example.org', password, fullname: 'Cat' },
  ]
}

const videos = () => [
  video(old.film, 'The film', 3),
  {
    ...video(old.sea, 'The sea', 4),
    duration: '12.5',
    views: '9',
    owner: String(old.ann),
    isPublished: 'true',
  },
  { ...video(old.hidden, 'Hidden', 5), isPublished: false },
  // Neither dates nor views; a decimal for the duration, a path of the old server's disk for the file.
  {
    ...{ _id: old.text, title: 42, description: null, owner: old.bob, videoFile: 'public/temp/a.mp4' },
    ...{ duration: Decimal128.fromString('3.5'), isPublished: true, thumbnail: picture },
  },
  (({ owner: _, ...rest }) => rest)(video(old.lost, 'Without an owner', 6)),
  { ...video(old.strange, 'Of nobody', 7), owner: gone },
]

const comments = () => [
  { _id: old.praise, content: 'Well done', video: old.film, owner: old.bob, ...times(5) },
  { _id: id(0x22), content: 'On nothing', video: gone, owner: old.bob, ...times(6) },
  { _id: id(0x23), content: 'By nobody', video: old.film, ...times(7) },
  { _id: id(0x24), content: 7, video: String(old.film), owner: String(old.cat) },
]

const likes = () => [
  { likedBy: old.bob, video: old.film, comment: null, ...times(6) },
  { likedBy: old.cat, video: old.film, ...times(7) },
  { likedBy: old.bob, comment: old.praise, ...times(7) },
  { likedBy: old.bob, tweet: old.post, ...times(8) },
  { likedBy: old.bob, video: gone, ...times(9) },
  { likedBy: old.cat, ...times(9) },
  { video: old.film, ...times(9) },
]

/** Everything that the reference backend keeps, with what years and forks leave behind. */
export async function fillAsReference(db: Db): Promise<void> {
  const collections: Record<string, object[]> = {
    users: await users(),
    videos: videos(),
    comments: comments(),
    likes: likes(),
    subscriptions: [
      { _id: id(0x51), subscriber: old.bob, channel: old.ann, ...times(5) },
      { _id: id(0x52), subscriber: old.cat, channel: String(old.ann), ...times(6) },
      { _id: id(0x53), channel: old.ann, ...times(7) },
      { _id: id(0x54), subscriber: old.bob, channel: old.bob, ...times(7) },
    ],
    playlists: [
      {
        ...{ _id: old.best, name: 'Best', description: 'of all', owner: old.ann, ...times(8) },
        videos: [old.sea, old.film, gone, old.sea],
      },
      { _id: id(0x32), name: 'Of nobody', videos: 'none', ...times(8) },
    ],
    tweets: [
      { _id: old.post, content: 'Hello', owner: old.ann, ...times(9) },
      { _id: id(0x42), content: 'Nobody says', owner: 'somebody', ...times(9) },
    ],
  }
  for (const [name, documents] of Object.entries(collections)) await db.collection(name).insertMany(documents)
  await db.collection('users').createIndex({ username: 1 }, { unique: true, background: true })
  await db.collection('users').createIndex({ fullName: 1 })
  // A fork that made it without `unique`.
  await db.collection('users').createIndex({ email: 1 })
}
