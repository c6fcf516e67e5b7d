import type { Migration } from './index.ts'

/** While it is being filled from another database it is no site yet. */
export const filling: Migration = {
  id: 17,
  name: 'filling',
  up: 'alter table site add is_filling boolean not null default false;',
}
