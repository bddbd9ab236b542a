/** Rows of a bucket that a row is compared with at most: the earliest, and its neighbours. */
const mostComparisons = 4

/** Joins rows into groups; the smallest number stands for its group. */
class Groups {
  private readonly parent: Int32Array

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, row) => row)
  }

  find(row: number): number {
    let root = row
    while (this.parent[root] !== root) root = this.parent[root] ?? root
    for (let at = row; at !== root; ) {
      const next = this.parent[at] ?? root
      this.parent[at] = root
      at = next
    }
    return root
  }

  join(one: number, other: number): void {
    const [first, second] = [this.find(one), this.find(other)]
    if (first < second) this.parent[second] = first
    else this.parent[first] = second
  }
}

/**
 * Groups of two or more rows that are alike, each ascending. Rows are only compared where one of their
 * `keysPerRow` keys is the same, and then with a few of those rows, so that the time stays linear.
 */
export function clusterRows(
  count: number,
  keysPerRow: number,
  keys: Uint32Array,
  areAlike: (one: number, other: number) => boolean,
): number[][] {
  const groups = new Groups(count)
  const order = new Float64Array(count)
  for (let key = 0; key < keysPerRow; key++) {
    // Key and row in one number that sorts by both: 32 bits and 21.
    for (let row = 0; row < count; row++) order[row] = (keys[row * keysPerRow + key] ?? 0) * 0x200000 + row
    order.sort()
    let start = 0
    for (let at = 1; at <= count; at++) {
      if (at < count && keyOf(order[at]) === keyOf(order[start])) continue
      if (at - start > 1) joinAlike(order.subarray(start, at), groups, areAlike)
      start = at
    }
  }
  const members = new Map<number, number[]>()
  for (let row = 0; row < count; row++) {
    const root = groups.find(row)
    const own = members.get(root)
    if (own) own.push(row)
    else members.set(root, [row])
  }
  return [...members.values()].filter((rows) => rows.length > 1)
}

const keyOf = (packed: number | undefined): number => Math.floor((packed ?? 0) / 0x200000)

function joinAlike(
  bucket: Float64Array,
  groups: Groups,
  areAlike: (one: number, other: number) => boolean,
): void {
  for (let at = 1; at < bucket.length; at++) {
    const row = (bucket[at] ?? 0) % 0x200000
    for (const other of comparedWith(at)) {
      const before = (bucket[other] ?? 0) % 0x200000
      if (groups.find(row) === groups.find(before)) continue
      if (areAlike(before, row)) groups.join(before, row)
    }
  }
}

function comparedWith(at: number): number[] {
  const places = new Set<number>()
  for (let i = 0; i < mostComparisons / 2; i++) {
    if (i < at) places.add(i)
    if (at - 1 - i >= 0) places.add(at - 1 - i)
  }
  return [...places]
}
