/** One figure of a table: what is asked, again and again. */
export interface Row {
  name: string
  /** Under which the sentence of its envelope is known. */
  operation: string
  paths: string[]
  /** Null: nobody is signed in. */
  token: string | null
}

export const viewerOf = ({ token }: Row): string => (token ? 'signed in' : 'anonymous')

/** Another browser in each round, so that views are counted anew. */
export const headersOf = ({ token }: Row, round = ''): Record<string, string> => ({
  'user-agent': `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ${round}`,
  ...(token ? { authorization: `Bearer ${token}` } : {}),
})
