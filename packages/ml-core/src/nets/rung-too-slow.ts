import { MlError } from '../errors.ts'

/** Only plain JavaScript is there, which would take hours for what a family computes. */
export class RungTooSlow extends MlError {
  constructor() {
    super('backend_unavailable', 'Needs WebAssembly or a native backend: plain JavaScript would take hours.')
    this.name = 'RungTooSlow'
  }
}
