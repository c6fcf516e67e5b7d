import { limits } from './policy.ts'

/** Containers of video files. No text formats: those name other files, which ffmpeg would open for a stranger. */
const formats = 'mov matroska avi mpegts mpeg flv asf ogg'

/**
 * Decoders by ffmpeg's names. A file is refused as soon as one of its streams needs another, also an unused
 * one, so the list is as wide as what people upload. The lossless intermediate codecs (MagicYUV and its
 * kin) stay out: rarely uploaded, rarely looked after, and CVE-2026-8461 is in one of them.
 */
const decoders = [
  'h264 hevc vp8 vp9 libvpx libvpx-vp9 av1 libdav1d libaom-av1 mpeg4 mpeg1video mpeg2video mpegvideo',
  'msmpeg4v1 msmpeg4v2 msmpeg4 h263 h263p flv wmv1 wmv2 wmv3 vc1 vp6 vp6f theora prores dnxhd dvvideo',
  'mjpeg png bmp gif',
  'aac aac_latm mp1 mp1float mp2 mp2float mp3 mp3float opus libopus vorbis libvorbis flac alac ac3 eac3',
  'dca truehd mlp wmav1 wmav2 wmapro amrnb amrwb speex libspeex adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_swf',
  'pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be',
  'pcm_f64le pcm_f64be pcm_alaw pcm_mulaw pcm_bluray pcm_dvd',
  'mov_text subrip srt ass ssa webvtt text dvdsub dvbsub pgssub xsub cc_dec',
].join(' ')

const list = (names: string) => names.replaceAll(' ', ',')

/** Stands before the `-i` of every call that reads what a user sent. */
export const guards: readonly string[] = [
  ...['-protocol_whitelist', 'file', '-format_whitelist', list(formats)],
  ...['-codec_whitelist', list(decoders), '-max_pixels', String(limits.sidePixels ** 2)],
]

/** `file:` before it, so that no name can be an option or a protocol. */
export const input = (path: string): string[] => ['-i', `file:${path}`]
