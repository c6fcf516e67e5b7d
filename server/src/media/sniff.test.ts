import { expect, it } from 'vitest'
import { sniffVideo } from './sniff.ts'

const bytes = (start: string, length = 1000) =>
  Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(length)])
const packets = (distance: number, first: number) => {
  const stream = Buffer.alloc(1000, 1)
  for (let at = first; at < stream.length; at += distance) stream[at] = 0x47
  return stream
}

it.each([
  ['mp4', bytes('\0\0\0\x20ftypisom')],
  ['mp4', bytes('\0\0\0\x20ftypmp42')],
  ['mov', bytes('\0\0\0\x14ftypqt  ')],
  ['mov', bytes('\0\0\0\x08wide\0\0\0\0mdat')],
  ['matroska', bytes('\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska')],
  ['webm', bytes('\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm')],
  ['avi', bytes('RIFF\0\0\0\0AVI LIST')],
  ['ogg', bytes('OggS\0\x02')],
  ['flv', bytes('FLV\x01\x05')],
  ['asf', bytes('\x30\x26\xb2\x75\x8e\x66\xcf\x11')],
  ['mpeg', bytes('\0\0\x01\xba')],
  ['mpegts', packets(188, 0)],
  ['mpegts', packets(192, 4)],
])('knows %s', (container, head) => {
  expect(sniffVideo(head)).toEqual({ container })
})

it.each([
  ['empty', Buffer.alloc(0)],
  ['an HLS manifest', bytes('#EXTM3U\n#EXT-X-VERSION:3')],
  ['an HLS manifest', bytes('\n\n  #EXTM3U\n')],
  ['a list of files', bytes("ffconcat version 1.0\nfile 'x'")],
  ['a web page or an XML file', bytes('<?xml version="1.0"?><MPD>')],
  ['a zip archive', bytes('PK\x03\x04')],
  ['a picture', bytes('\xff\xd8\xff\xe0')],
  ['a picture', bytes('\x89PNG\r\n\x1a\n')],
  ['a picture', bytes('GIF89a')],
  ['a picture', bytes('RIFF\0\0\0\0WEBPVP8 ')],
  ['a picture', bytes('\0\0\0\x1cftypavif')],
  ['a sound file', bytes('ID3\x04\0')],
  ['a sound file', bytes('RIFF\0\0\0\0WAVEfmt ')],
  ['a text', Buffer.from('just some words\n')],
  ['something else', bytes('\x7fELF')],
])('takes no video for %s', (looksLike, head) => {
  expect(sniffVideo(head)).toEqual({ container: null, looksLike })
})
