import type { Generated } from 'kysely'

export interface SiteTables {
  site: { is_one: Generated<true>; id: string }
}
