import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { sheetLine } from '../csv/index.ts'

const flushBytes = 1 << 20
/** What is said of a refused row, behind its own columns; a file that has them is one that was sent again. */
export const refusedColumns = ['refused_line', 'refused_reason', 'refused_text'] as const

type Entry = { line: number; reason: string; cells: string[] | null; text: string }

/** Every refused row as it was sent, laid down while the upload is read. */
export class RefusedFile {
  private readonly path: string
  private readonly file: number
  private lines: string[] = []
  private length = 0

  constructor(path: string) {
    this.path = path
    this.file = openSync(path, 'w')
  }

  add(line: number, reason: string, whole: string | readonly string[]): void {
    const entry: Entry =
      typeof whole === 'string'
        ? { line, reason, cells: null, text: whole }
        : { line, reason, cells: [...whole], text: '' }
    const text = JSON.stringify(entry)
    this.lines.push(text)
    this.length += text.length
    if (this.length > flushBytes) this.flush()
  }

  /**
   * Writes them as CSV (RFC 4180, UTF-8): the columns of the upload, then line, reason, and the text of what could not be
   * taken apart or was too much. What a spreadsheet would take for a formula is made a text.
   */
  async writeCsv(columns: readonly string[], outputPath: string): Promise<void> {
    this.flush()
    const output = await open(outputPath, 'w')
    try {
      await output.write(sheetLine([...columns, ...refusedColumns]))
      let rows: string[] = []
      const lines = createInterface({
        input: createReadStream(this.path, 'utf8'),
        crlfDelay: Number.POSITIVE_INFINITY,
      })
      for await (const text of lines) {
        // Written by `add`.
        rows.push(rowOf(JSON.parse(text) as Entry, columns.length))
        if (rows.length < 1000) continue
        await output.write(rows.join(''))
        rows = []
      }
      await output.write(rows.join(''))
      await output.sync()
    } finally {
      await output.close()
    }
  }

  async discard(): Promise<void> {
    closeSync(this.file)
    await rm(this.path, { force: true })
  }

  private flush(): void {
    if (this.lines.length > 0) writeSync(this.file, `${this.lines.join('\n')}\n`)
    this.lines = []
    this.length = 0
  }
}

function rowOf({ line, reason, cells, text }: Entry, width: number): string {
  const own = Array.from({ length: width }, (_, at) => cells?.[at] ?? '')
  const surplus = cells?.slice(width) ?? []
  const rest = text === '' && surplus.length > 0 ? surplus.join(' | ') : text
  return sheetLine([...own, line, reason, rest])
}
