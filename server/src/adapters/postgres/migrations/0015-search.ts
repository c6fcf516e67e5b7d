import type { Migration } from './index.ts'

/**
 * A row for each listed video, with its words as the program folds them, each between two spaces. The index holds them as
 * lexemes, which knows beginnings too; a channel's id is one more, which no text can hold. What was searched before is
 * given up; rows that are missing are made by the program.
 */
export const search: Migration = {
  id: 15,
  name: 'search',
  up: `
    create extension if not exists pg_trgm;
    create table video_search (
      video_id text collate "C" primary key references videos on delete cascade,
      owner_id text collate "C" not null,
      score integer not null,
      published_at timestamptz(3) not null,
      title text collate "C" not null,
      tags text collate "C" not null,
      channel text collate "C" not null,
      description text collate "C" not null
    ) with (fillfactor = 85);
    create index video_search_owner on video_search (owner_id, video_id);
    create index video_search_words on video_search using gin (array_to_tsvector(
      array_remove(string_to_array(title || tags || channel || description || '@' || owner_id, ' '), '')
    )) with (fastupdate = off);

    create table search_words (
      word text collate "C" primary key,
      shape text collate "C" not null
    );
    create index search_words_shape on search_words using gin (shape gin_trgm_ops);

    alter table videos drop column words;
    alter table videos drop column title_words, drop column description_words, drop column tag_words;
  `,
}
