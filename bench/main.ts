import { availableParallelism, cpus, totalmem } from 'node:os'
import { verdicts } from './lib/report.ts'

/**
 *     npm run bench                     lists of videos and one video, against the ceilings of this machine
 *     npm run bench -- contract         every list and page of the contract
 *     npm run bench -- sizes            the same at 20,000 and at 200,000 videos
 *     npm run bench -- crowd            reads while many like and watch one video
 *     npm run bench -- answers          public answers that are kept for a second
 *     npm run bench -- media            the pipeline
 *     npm run bench -- segments         files from disk
 *     npm run bench -- start            start times and idle memory
 *     npm run bench -- uploads          what 1 GiB costs in memory
 *     npm run bench -- cluster          one and two web processes behind nginx
 *     npm run bench -- all
 *
 * Options: `--videos 20000`, `--rounds 3`, `--seconds 3` (of load for each figure), `--only TEXT` (rows whose name holds it). The exit code is 0 whatever the figures are: a
 * target that is missed is printed, not asserted, for what else the machine does decides it as well.
 */
const parts = {
  api: () => import('./api/main.ts'),
  contract: () => import('./contract/main.ts'),
  sizes: () => import('./sizes/main.ts'),
  crowd: () => import('./crowd/main.ts'),
  answers: () => import('./answers/main.ts'),
  media: () => import('./media/main.ts'),
  segments: () => import('./segments/main.ts'),
  start: () => import('./start/main.ts'),
  uploads: () => import('./uploads/main.ts'),
  cluster: () => import('./cluster/main.ts'),
} as const
type Part = keyof typeof parts

const isPart = (word: string): word is Part => word in parts

function chosen() {
  const words = process.argv.slice(2)
  const named = words.indexOf('--only')
  const only = named === -1 ? '' : (words.splice(named, 2)[1] ?? usage('--only needs a text.'))
  const option = (name: string, usual: number): number => {
    const at = words.indexOf(name)
    if (at === -1) return usual
    const [, value] = words.splice(at, 2)
    return Number(value) > 0 ? Number(value) : usage(`${name} needs a number.`)
  }
  const [rounds, seconds, videos] = [
    option('--rounds', 3),
    option('--seconds', 3),
    option('--videos', 20_000),
  ]
  const wanted =
    words.length === 0 ? ['api'] : words.flatMap((word) => (word === 'all' ? Object.keys(parts) : [word]))
  const strange = wanted.find((word) => !isPart(word))
  if (strange) usage(`There is no bench called "${strange}".`)
  return { names: wanted.filter(isPart), rounds, seconds, videos, only }
}

function usage(problem: string): never {
  console.error(
    `${problem} Known: ${Object.keys(parts).join(', ')}, all; --videos N, --rounds N, --seconds N, --only TEXT.`,
  )
  process.exit(1)
}

const { names, ...options } = chosen()
const [processor] = cpus()
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} × ${processor?.model.trim() || 'an unnamed processor'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
)
const { judge, print } = verdicts()
for (const name of names) await (await parts[name]()).bench({ ...options, judge })
print()
