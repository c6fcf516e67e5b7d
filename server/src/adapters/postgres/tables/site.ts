import type { Generated } from 'kysely'

export interface SiteTables {
  site: { is_one: Generated<true>; id: string; is_filling: Generated<boolean> }
}
