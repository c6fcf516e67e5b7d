const jsonWebToken = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g
const urlCredentials = /(\w+:\/\/)[^\s/@]+@/g

/** Text without what looks like a JSON Web Token or the credentials of a URL. */
export const maskText = (text: string): string =>
  text.replace(jsonWebToken, '***').replace(urlCredentials, '$1***@')
