import { en } from './en/en.ts'

/** Everything that is written on the pages, in the language that is shown. A second one is a second `Catalogue`. */
export type Catalogue = typeof en

export const text: Catalogue = en
