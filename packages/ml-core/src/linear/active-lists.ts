/** Which rows were active for which output in a sweep: noted row by row, read output by output. */
export class ActiveLists {
  private readonly outputs: number
  private rows: Int32Array
  private ofOutput: Uint16Array
  private count = 0
  /** The rows sorted by output, and where each output's begin; null until they are asked for. */
  private sorted: { rows: Int32Array; starts: Int32Array } | null = null

  constructor(outputs: number, expected: number) {
    this.outputs = outputs
    this.rows = new Int32Array(expected)
    this.ofOutput = new Uint16Array(expected)
  }

  clear(): void {
    this.count = 0
    this.sorted = null
  }

  push(row: number, output: number): void {
    if (this.count === this.rows.length) this.grow()
    this.rows[this.count] = row
    this.ofOutput[this.count++] = output
  }

  /** A copy, in the order in which they were pushed. */
  rowsOf(output: number): Int32Array {
    if (this.sorted === null) this.sorted = this.sort()
    const { rows, starts } = this.sorted
    return rows.slice(starts[output], starts[output + 1])
  }

  private sort(): { rows: Int32Array; starts: Int32Array } {
    const starts = new Int32Array(this.outputs + 1)
    for (let i = 0; i < this.count; i++) starts[this.ofOutput[i] + 1]++
    for (let k = 0; k < this.outputs; k++) starts[k + 1] += starts[k]
    const next = starts.slice()
    const rows = new Int32Array(this.count)
    for (let i = 0; i < this.count; i++) rows[next[this.ofOutput[i]]++] = this.rows[i]
    return { rows, starts }
  }

  private grow(): void {
    const rows = new Int32Array(this.rows.length * 2 + 1)
    rows.set(this.rows)
    this.rows = rows
    const ofOutput = new Uint16Array(rows.length)
    ofOutput.set(this.ofOutput)
    this.ofOutput = ofOutput
  }
}
