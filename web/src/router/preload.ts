import type { Place } from './places.ts'

let load: (place: Place) => void = () => {}

/** Set once by the table of pages, which the router does not know. */
export const setPreload = (next: typeof load): void => {
  load = next
}

/** Fetches the code of a page that will probably be gone to. */
export const preload = (place: Place): void => load(place)
