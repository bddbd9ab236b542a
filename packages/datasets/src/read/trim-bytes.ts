const space = 0x20

/** White space is everything up to the ASCII space, the no-break space (C2 A0) and the ideographic space (E3 80 80). */
export function skipSpaces(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end) {
    const byte = bytes[at] ?? 0
    if (byte <= space) at++
    else if (byte === 0xc2 && bytes[at + 1] === 0xa0) at += 2
    else if (byte === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80) at += 3
    else break
  }
  return Math.min(at, end)
}

export function dropSpaces(bytes: Buffer, start: number, end: number): number {
  let at = end
  while (at > start) {
    const byte = bytes[at - 1] ?? 0
    if (byte <= space) at--
    else if (byte === 0xa0 && at - 2 >= start && bytes[at - 2] === 0xc2) at -= 2
    else if (byte === 0x80 && at - 3 >= start && bytes[at - 2] === 0x80 && bytes[at - 3] === 0xe3) at -= 3
    else break
  }
  return at
}
