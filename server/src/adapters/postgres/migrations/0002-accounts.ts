import type { Migration } from './index.ts'

export const accounts: Migration = {
  id: 2,
  name: 'accounts',
  up: `
    create table users (
      id text collate "C" primary key,
      username text collate "C" not null,
      email text collate "C" not null,
      full_name text not null,
      bio text not null default '',
      avatar text not null,
      cover_image text not null,
      password_hash text not null,
      role text not null default 'user' check (role in ('user', 'admin')),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      constraint users_username_key unique (username),
      constraint users_email_key unique (email)
    );

    create table user_counters (
      user_id text collate "C" primary key references users on delete cascade,
      subscribers integer not null default 0,
      subscriptions integer not null default 0,
      videos integer not null default 0
    ) with (fillfactor = 70);

    create table sessions (
      id text collate "C" primary key,
      user_id text collate "C" not null references users on delete cascade,
      seed text not null,
      number integer not null,
      rotated_at timestamptz(3) not null,
      user_agent text not null,
      address text not null,
      last_used_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      created_at timestamptz(3) not null
    ) with (fillfactor = 80);
    create index sessions_user on sessions (user_id);
    create index sessions_expiry on sessions (expires_at);
  `,
}
