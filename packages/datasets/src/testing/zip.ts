import { deflateRawSync } from 'node:zlib'

export type ZipMember = {
  name: string
  content?: Buffer | string
  /** Unix mode in the upper half of the external attributes. */
  mode?: number
  flags?: number
  /** Stands in the headers instead of the true size. */
  declaredSize?: number
  deflate?: boolean
  /** Points at another member's bytes instead of its own. */
  sameBytesAs?: number
}

/** A zip file, byte by byte, so that a test can break any part of it. */
export function makeZip(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = []
  const offsets: number[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const member of members) {
    const name = Buffer.from(member.name)
    const content = Buffer.from(member.content ?? '')
    const data = member.deflate ? deflateRawSync(content) : content
    const size = member.declaredSize ?? content.length
    const { flags = 0, mode = 0o100644, sameBytesAs } = member
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(member.deflate ? 8 : 0, 4)
    shared.writeUInt32LE(data.length, 14)
    shared.writeUInt32LE(size, 18)
    shared.writeUInt16LE(name.length, 22)
    const offset = sameBytesAs === undefined ? at : (offsets[sameBytesAs] ?? 0)
    offsets.push(offset)
    if (sameBytesAs === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name, data])
      parts.push(local)
      at += local.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(mode * 65_536, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, tail.subarray(0, 14), name]),
    )
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, central, end])
}
