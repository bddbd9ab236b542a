import { open } from 'node:fs/promises'
import { sniffFile } from '../media/sniff-file.ts'

const otherNames = /\.(csv|tsv|txt|json|jsonl|ndjson|xlsx)$/i

/** Whether the file begins as a zip file does; a workbook is one too, but comes under a table's name. */
export async function isArchive(path: string, fileName: string): Promise<boolean> {
  if (otherNames.test(fileName)) return false
  const file = await open(path)
  try {
    const head = Buffer.alloc(16)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    return head[0] === 0x50 && sniffFile(head.subarray(0, bytesRead)) === 'archive'
  } finally {
    await file.close()
  }
}
