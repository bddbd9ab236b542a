/** Looks up the number of a feature by its hash: open addressing, built once, half empty. */
export class FeatureIndex {
  /** Hash per feature number. */
  readonly keys: Int32Array
  private readonly slots: Int32Array
  private readonly mask: number

  constructor(keys: Int32Array) {
    this.keys = keys
    let capacity = 16
    while (capacity < keys.length * 2) capacity *= 2
    this.mask = capacity - 1
    this.slots = new Int32Array(capacity * 2)
    const { slots, mask } = this
    for (let feature = 0; feature < keys.length; feature++) {
      let slot = (keys[feature] >>> 1) & mask
      while (slots[slot * 2] !== 0) slot = (slot + 1) & mask
      slots[slot * 2] = keys[feature]
      slots[slot * 2 + 1] = feature
    }
  }

  get bytes(): number {
    return this.slots.byteLength + this.keys.byteLength
  }

  /** The feature's number, or −1. */
  find(key: number): number {
    const { slots, mask } = this
    let slot = (key >>> 1) & mask
    for (;;) {
      const found = slots[slot * 2]
      if (found === key) return slots[slot * 2 + 1]
      if (found === 0) return -1
      slot = (slot + 1) & mask
    }
  }
}
