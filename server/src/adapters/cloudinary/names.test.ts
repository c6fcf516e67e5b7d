import { expect, it } from 'vitest'
import { addressOf } from './delivery.ts'
import { variantsOf, withKeys } from './manifests.ts'
import { assetOf, deliveredOf, derivedKey, isDerived, keyOf, ownerOf, streamKeyOf } from './names.ts'
import { isSigned, signParams, signPath } from './signatures.ts'

const id = '66f0c1e2a1b2c3d4e5f60718'
const generation = 'a1b2c3d4e5f6a7b8c9d0e1f2'
const file = `private/videos/${id}/file/${generation}/video.mp4`
const settings = {
  ...{ cloudName: 'demo', apiKey: '1234', apiSecret: 'abcd', signature: 'sha1' as const },
  ...{ apiUrl: 'https://api.cloudinary.com', deliveryUrl: 'https://res.cloudinary.com/demo' },
}

it.each([
  ['public/users/1/ab-256.jpg', 'image', 'upload', 'reelbase/users/1/ab-256', 'jpg'],
  [file, 'video', 'authenticated', `reelbase/videos/${id}/file/${generation}/video`, 'mp4'],
  [
    `private/videos/${id}/source/ab/original.mkv`,
    'video',
    'authenticated',
    `reelbase/videos/${id}/source/ab/original`,
    'mkv',
  ],
  [`public/videos/${id}/img/ab/poster.jpg`, 'image', 'upload', `reelbase/videos/${id}/img/ab/poster`, 'jpg'],
  [
    `public/videos/${id}/hls/ab/v720/00001.m4s`,
    'raw',
    'upload',
    `reelbase/videos/${id}/hls/ab/v720/00001.m4s`,
    null,
  ],
  ['private/reelbase/site', 'raw', 'authenticated', 'reelbase/reelbase/site', null],
  [
    'trash/2026-11-23/public/users/1/ab-64.jpg',
    'image',
    'authenticated',
    'reelbase-trash/2026-11-23/public/users/1/ab-64',
    'jpg',
  ],
])('calls %s by one name, and back', (key, resource, type, publicId, format) => {
  expect(assetOf(key)).toEqual({ resource, type, publicId, format })
  expect(keyOf(key.split('/')[0]!, { publicId, format })).toBe(key)
})

it('has no name for what lies under no root', () => {
  expect(() => assetOf('elsewhere/file')).toThrow('no place')
})

it('reads a stream and what it names by keys beside the file, however long a transformation is', () => {
  const stream = streamKeyOf(file)
  expect(isDerived(stream)).toBe(true)
  expect(isDerived(file)).toBe(false)
  const folder = `reelbase/videos/${id}/file/${generation}`
  expect(deliveredOf(stream)).toMatchObject({ transformation: 'sp_auto', source: `${folder}/video.m3u8` })
  for (const transformation of [
    '',
    'c_limit,h_360,w_640/vc_h264:baseline:3.0/br_800k',
    'l_text:Arial_80:x,'.repeat(10),
  ]) {
    const key = derivedKey(file, transformation, 'video_1.ts')
    expect(deliveredOf(key)).toEqual({
      ...{ resource: 'video', type: 'authenticated', transformation, source: `${folder}/video_1.ts` },
    })
  }
})

it('knows whose an asset is', () => {
  expect(ownerOf(assetOf(file).publicId)).toEqual({ videoId: id, generation })
  for (const other of [
    'reelbase/users/1/a',
    'sample',
    `other/videos/${id}/file/ab/video`,
    'reelbase/videos/1/file/ab/video',
  ])
    expect(ownerOf(other)).toBeNull()
})

it('leads what a manifest names to keys, whether by path, by address or by name', () => {
  const folder = `reelbase/videos/${id}/file/${generation}`
  const key = streamKeyOf(file)
  const address = addressOf(settings, deliveredOf(key))
  const text = [
    '#EXTM3U',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="/demo/video/authenticated/s--12345678--/ac_aac/v17/' +
      folder +
      '/video.m3u8"',
    '#EXT-X-STREAM-INF:BANDWIDTH=1',
    `/demo/video/authenticated/s--12345678--/c_limit,w_640/v1/${folder}/video.m3u8`,
    `https://res.cloudinary.com/demo/video/authenticated/c_limit%2Cw_320/${folder}/video.m3u8?_a=x`,
    'video.ts',
  ].join('\n')
  const hex = (words: string) => Buffer.from(words).toString('hex')
  expect(withKeys({ text, address, key }, settings).split('\n')).toEqual([
    '#EXTM3U',
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="t/${hex('ac_aac')}/video.m3u8"`,
    '#EXT-X-STREAM-INF:BANDWIDTH=1',
    `t/${hex('c_limit,w_640')}/video.m3u8`,
    `t/${hex('c_limit,w_320')}/video.m3u8`,
    `t/${hex('sp_auto')}/video.ts`,
  ])
})

it.each([
  'https://elsewhere.example/a.m3u8',
  '/demo/video/authenticated/v1/reelbase/videos/1/file/ab/video.ts',
])('refuses a manifest that names %s', (line) => {
  const key = streamKeyOf(file)
  const address = addressOf(settings, deliveredOf(key))
  expect(() => withKeys({ text: `#EXTM3U\n${line}`, address, key }, settings)).toThrow("none of its video's")
})

it('reads renditions off a master manifest, the largest first', () => {
  const found = variantsOf(
    [
      '#EXTM3U',
      '#EXT-X-STREAM-INF:BANDWIDTH=928000,CODECS="avc1.42C01E,mp4a.40.2",RESOLUTION=640x360',
      'a.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=3315000,AVERAGE-BANDWIDTH=3000000,RESOLUTION=1280x720,FRAME-RATE=25.000,CODECS="avc1.64001F"',
      'b.m3u8',
    ].join('\n'),
  )
  expect(found.hasAudio).toBe(true)
  expect(found.renditions).toMatchObject([
    { name: 'v720', width: 1280, height: 720, frameRate: 25, peakBitRate: 3315000, averageBitRate: 3000000 },
    { name: 'v360', peakBitRate: 928000, averageBitRate: 928000, codecs: 'avc1.42C01E,mp4a.40.2' },
  ])
})

/** Of Cloudinary's own documentation and SDKs. */
it('signs as Cloudinary says', () => {
  const params = {
    eager: 'w_400,h_300,c_pad|w_260,h_200,c_crop',
    public_id: 'sample_image',
    timestamp: '1315060510',
  }
  expect(signParams(params, settings)).toBe('bfd09f95f331f558cbd1320e67aa8d488770583e')
  const body =
    '{"notification_type":"eager","eager":[{"transformation":"sp_full_hd/mp4","bytes":1055,"url":"http://res.cloudinary.com/demo/video/upload/sp_full_hd/v1533125278/dog.mp4","secure_url":"https://res.cloudinary.com/demo/video/upload/sp_full_hd/v1533125278/dog.mp4"}],"public_id":"dog","batch_id":"9b11fa058c61fa577f4ec516bf6ee756ac2aefef095af99aef1302142cc1694a"}'
  const secret = 'X7qLTrsES31MzxxkxPPA-pAGGfU'
  expect(isSigned(Buffer.from(body), '1549533514', 'dfe82de1d9083fe0b7ea68070649f9a15b8874da', secret)).toBe(
    true,
  )
})

it('signs an address without its version, and notices what was changed', () => {
  const account = { apiSecret: 'b', signature: 'sha1' as const }
  expect(signPath('c_crop,h_20,w_10/image.jpg', account)).toBe('s--Ai4Znfl3--')
  expect(signPath('image.jpg', account)).toBe('s----SjmNDA--')
  const open = addressOf(settings, deliveredOf(file.replace('private', 'public')))
  expect(open).toBe(
    `https://res.cloudinary.com/demo/video/upload/v1/reelbase/videos/${id}/file/${generation}/video.mp4`,
  )
  expect(addressOf(settings, deliveredOf(file))).toMatch(
    /\/video\/authenticated\/s--[\w-]{8}--\/v1\/reelbase\//,
  )
  for (const signature of ['', 'zz', 'a'.repeat(40), 'a'.repeat(64)])
    expect(isSigned(Buffer.from('{}'), '1', signature, 'abcd')).toBe(false)
})
