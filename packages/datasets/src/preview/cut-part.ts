import { readFile, writeFile } from 'node:fs/promises'
import { itemsOfArray, JsonBroken } from '../convert/json-objects.ts'

const lineFeed = 0x0a

/**
 * Shortens the first part of a file, in place, to what stands whole in it: the last line that ended, or the last item of
 * a JSON array, which is closed behind it.
 */
export async function cutPart(path: string, fileName: string, mostBytes: number): Promise<void> {
  const bytes = await readFile(path)
  const isNamedTable = /\.(csv|tsv|txt)$/i.test(fileName)
  if (!isNamedTable && /^(\ufeff)?\s*\[/.test(bytes.toString('utf8', 0, 256)))
    return cutArray(path, mostBytes)
  await writeFile(path, bytes.subarray(0, endOfLine(bytes)))
}

/** Behind the last line break, of two bytes where characters have two. */
function endOfLine(bytes: Buffer): number {
  const isWide = bytes.subarray(0, 2048).includes(0)
  for (
    let at = bytes.lastIndexOf(lineFeed);
    at >= 0;
    at = at === 0 ? -1 : bytes.lastIndexOf(lineFeed, at - 1)
  ) {
    if (!isWide) return at + 1
    if (at % 2 === 0 && bytes[at + 1] === 0) return at + 2
    if (at % 2 === 1 && bytes[at - 1] === 0) return at + 1
  }
  return bytes.length
}

async function cutArray(path: string, mostBytes: number): Promise<void> {
  const items: string[] = []
  try {
    for await (const item of itemsOfArray(path, mostBytes)) items.push(item)
  } catch (error) {
    // Broken where it was cut, or by itself: told when it is read whole.
    if (!(error instanceof JsonBroken)) throw error
  }
  if (items.length > 0) await writeFile(path, `[${items.join(',')}]`)
}

/** Drops a line and all that follow it: it opens a quote that is closed beyond the part. */
export async function cutBefore(path: string, line: number): Promise<boolean> {
  const bytes = await readFile(path)
  let at = 0
  for (let number = 1; number < line; number++) {
    const next = bytes.indexOf(lineFeed, at)
    if (next < 0) return false
    at = next + 1
  }
  if (at === 0) return false
  await writeFile(path, bytes.subarray(0, at))
  return true
}
