import type { Migration } from './index.ts'

/** The list to watch later has its owner's id: there can be only one, and nobody has to look for it. */
export const playlists: Migration = {
  id: 8,
  name: 'playlists',
  up: `
    create table playlists (
      id text collate "C" primary key,
      owner_id text collate "C" not null references users on delete cascade,
      kind text not null default 'own' check (kind in ('own', 'watch_later')),
      name text not null,
      description text not null default '',
      privacy text not null check (privacy in ('public', 'unlisted', 'private')),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      check ((kind = 'watch_later') = (id = owner_id))
    );
    create index playlists_owned on playlists (owner_id, created_at, id);
    create index playlists_public on playlists (owner_id, created_at, id) where privacy = 'public';

    create table playlist_entries (
      playlist_id text collate "C" not null references playlists on delete cascade,
      video_id text collate "C" not null references videos on delete cascade,
      position text collate "C" not null,
      added_at timestamptz(3) not null,
      primary key (playlist_id, video_id)
    );
    create unique index playlist_entries_order on playlist_entries (playlist_id, position);
    create index playlist_entries_video on playlist_entries (video_id);

    insert into playlists (id, owner_id, kind, name, privacy, created_at, updated_at)
      select id, id, 'watch_later', 'Watch later', 'private', created_at, created_at from users;
  `,
}
