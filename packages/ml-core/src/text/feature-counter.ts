/** Slot layout: key, feature number, position of the last entry, documents that hold it. */
const slotSize = 4
/** Slots at most before anything has been counted (16 MB). */
const mostSlots = 1 << 20

/**
 * Counts the features of a growing collection of documents. One open-addressing table whose slots hold all
 * that an n-gram needs, so that each n-gram of the corpus costs one cache line.
 */
export class FeatureCounter {
  /** Distinct features seen. */
  features = 0
  documents = 0
  entries = 0
  /** Feature number per entry, entries of a document side by side. */
  ids: Int32Array
  /** Times the feature stands in the document. */
  counts: Uint16Array
  /** Start of each document's entries, and the end of the last. */
  readonly offsets: Int32Array
  private slots: Int32Array
  private mask: number

  /** `expectedFeatures` only saves growing. */
  constructor(documents: number, expectedEntries: number, expectedFeatures = 0) {
    this.offsets = new Int32Array(documents + 1)
    const room = Math.max(1024, expectedEntries)
    this.ids = new Int32Array(room)
    this.counts = new Uint16Array(room)
    let capacity = 1 << 12
    while (capacity < Math.min(expectedFeatures * 2, mostSlots)) capacity *= 2
    this.slots = new Int32Array(capacity * slotSize)
    this.mask = capacity - 1
  }

  /** Adds the next document, given as the first `length` of `keys` (0 is not a key). */
  add(keys: Int32Array, length: number): void {
    this.makeRoom(length)
    const { slots, mask, ids, counts } = this
    const documentStart = this.entries
    let entries = documentStart
    let features = this.features
    for (let t = 0; t < length; t++) {
      const key = keys[t]
      let slot = ((key >>> 1) & mask) * slotSize
      let found = slots[slot]
      while (found !== key && found !== 0) {
        slot = (slot + slotSize) & (mask * slotSize + slotSize - 1)
        found = slots[slot]
      }
      if (found === 0) {
        slots[slot] = key
        slots[slot + 1] = features++
        slots[slot + 2] = -1
      }
      const position = slots[slot + 2]
      if (position >= documentStart) {
        if (counts[position] < 65535) counts[position]++
      } else {
        slots[slot + 2] = entries
        slots[slot + 3]++
        ids[entries] = slots[slot + 1]
        counts[entries++] = 1
      }
    }
    this.features = features
    this.entries = entries
    this.offsets[++this.documents] = entries
  }

  /** Key and document frequency per feature, in order of first appearance. */
  tally(): { keys: Int32Array; documentFrequency: Int32Array } {
    const keys = new Int32Array(this.features)
    const documentFrequency = new Int32Array(this.features)
    const { slots } = this
    for (let slot = 0; slot < slots.length; slot += slotSize) {
      if (slots[slot] === 0) continue
      keys[slots[slot + 1]] = slots[slot]
      documentFrequency[slots[slot + 1]] = slots[slot + 3]
    }
    return { keys, documentFrequency }
  }

  private makeRoom(length: number): void {
    if (this.entries + length > this.ids.length) {
      const room = Math.max(this.ids.length * 2, this.entries + length)
      const ids = new Int32Array(room)
      ids.set(this.ids)
      this.ids = ids
      const counts = new Uint16Array(room)
      counts.set(this.counts)
      this.counts = counts
    }
    while ((this.features + length) * 2 > this.mask + 1) this.growTable()
  }

  private growTable(): void {
    const old = this.slots
    const capacity = (this.mask + 1) * 4
    const slots = new Int32Array(capacity * slotSize)
    const wrap = capacity * slotSize - 1
    const mask = capacity - 1
    for (let from = 0; from < old.length; from += slotSize) {
      const key = old[from]
      if (key === 0) continue
      let slot = ((key >>> 1) & mask) * slotSize
      while (slots[slot] !== 0) slot = (slot + slotSize) & wrap
      slots[slot] = key
      slots[slot + 1] = old[from + 1]
      slots[slot + 2] = old[from + 2]
      slots[slot + 3] = old[from + 3]
    }
    this.slots = slots
    this.mask = mask
  }
}
