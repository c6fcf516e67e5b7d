import type { SettingName, settings } from './settings.ts'
import type { ValueOf } from './values.ts'

type OfKind<Kind> = Kind extends keyof ValueOf
  ? ValueOf[Kind]
  : Kind extends readonly (infer Word)[]
    ? Word
    : never

/** The value of every setting; null where it is unset and has no default. */
export type Read = {
  [Name in SettingName]:
    | OfKind<(typeof settings)[Name]['kind']>
    | ((typeof settings)[Name] extends { default: string } ? never : null)
}
