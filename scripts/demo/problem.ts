/** What a person can do something about: its message is all they need to see. */
export class Problem extends Error {
  override name = 'Problem'
}
