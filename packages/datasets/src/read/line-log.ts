const longJump = 255

/** The line on which each row begins, a byte a row: how far it lies behind the one before. */
export class LineLog {
  private jumps = new Uint8Array(1 << 16)
  private readonly long = new Map<number, number>()
  private last = 0
  rows = 0

  /** Of the next row; lines never fall. */
  add(line: number): void {
    if (this.rows === this.jumps.length) {
      const larger = new Uint8Array(2 * this.rows)
      larger.set(this.jumps)
      this.jumps = larger
    }
    const jump = line - this.last
    if (jump < longJump) this.jumps[this.rows] = jump
    else {
      this.jumps[this.rows] = longJump
      this.long.set(this.rows, jump)
    }
    this.last = line
    this.rows++
  }

  /** Answers the lines of rows whose numbers rise. */
  reader(): (row: number) => number {
    let line = 0
    let at = 0
    return (row) => {
      for (; at <= row; at++) {
        const jump = this.jumps[at] ?? 0
        line += jump === longJump ? (this.long.get(at) ?? longJump) : jump
      }
      return line
    }
  }
}
