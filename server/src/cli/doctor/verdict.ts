export interface Verdict {
  /** `warning`: it runs, and could be better. */
  state: 'ok' | 'warning' | 'problem'
  /** What is found; where it is not ok, what to do. */
  says: string
}

export const ok = (says: string): Verdict => ({ state: 'ok', says })
export const warning = (says: string): Verdict => ({ state: 'warning', says })
export const problem = (says: string): Verdict => ({ state: 'problem', says })
