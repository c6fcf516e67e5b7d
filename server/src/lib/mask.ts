// Strangers write what is read here, so each pattern begins where the run before it ended: the time is linear.
const dotted = /(?<![\w-])[\w-]+(?:\.[\w-]*)+/g
const urlCredentials = /:\/\/[^\s/@]+@/g

/** Text without what looks like a JSON Web Token or the credentials of a URL. */
export const maskText = (text: string): string =>
  (text.includes('eyJ') ? text.replace(dotted, maskToken) : text).replace(urlCredentials, '://***@')

/** An address without its credentials; of one in which a password may have been torn apart, nothing before the last `@`. */
export const withoutCredentials = (url: string): string => url.replace(/\/\/.*@/, '//…@')

function maskToken(words: string): string {
  const at = words.search(/\beyJ/)
  return at < 0 ? words : `${words.slice(0, at)}***`
}
