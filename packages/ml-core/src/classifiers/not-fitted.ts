/** A classifier was asked before it had learned: a mistake in the calling code, not in anyone's data. */
export class NotFitted extends Error {
  constructor() {
    super('The classifier has not been fitted.')
    this.name = 'NotFitted'
  }
}
