import type { Migration } from './index.ts'

/** Videos that a server without ffmpeg left as they came: they are made when there is one. */
export const remaking: Migration = {
  id: 12,
  name: 'remaking',
  up: `
    alter table videos add column awaits_transcoder boolean not null default false;
    update videos set awaits_transcoder = true
      where processing_state = 'ready' and hls is null and source_key is not null;
    create index videos_awaiting on videos (id) where awaits_transcoder;
  `,
}
