import { Notice, sentenceOf } from './notice.tsx'

interface FormProblemProps {
  error: unknown
  /** What stands beside a field already. */
  wrong: Readonly<Record<string, string>>
}

/** Why a form was not taken, where no field is to blame. */
export function FormProblem({ error, wrong }: FormProblemProps) {
  if (!error || Object.keys(wrong).length > 0) return null
  return <Notice look="wrong">{sentenceOf(error)}</Notice>
}
