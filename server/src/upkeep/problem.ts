/** Something that an operator can mend; the message is a sentence that says how. */
export class UpkeepProblem extends Error {
  override name = 'UpkeepProblem'
}
