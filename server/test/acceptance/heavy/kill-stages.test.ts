import { it } from 'vitest'
import { film, oldFilm, useKilledServer } from '../support/killed-server.ts'

const scene = useKilledServer()

it.each([
  ['waiting', film],
  ['remux', film],
  ['pictures', film],
  ['storyboard', film],
  ['ladder', oldFilm],
] as const)('killed in the stage %s, a video ends with the same files', (stage, source) =>
  scene.endsAlike(stage, source),
)
