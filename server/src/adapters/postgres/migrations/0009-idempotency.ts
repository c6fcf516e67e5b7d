import type { Migration } from './index.ts'

export const idempotency: Migration = {
  id: 9,
  name: 'idempotency',
  up: `
    create table idempotency_records (
      user_id text collate "C" not null references users on delete cascade,
      operation text collate "C" not null,
      key text collate "C" not null,
      digest text not null,
      status smallint not null,
      target_id text collate "C" not null,
      created_at timestamptz(3) not null,
      primary key (user_id, operation, key)
    );
    create index idempotency_records_age on idempotency_records (created_at);
  `,
}
