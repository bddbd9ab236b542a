import type { IngestLimits } from '../contract.ts'
import { DatasetUnusable } from '../errors.ts'
import { repairNames } from './column-names.ts'
import type { SourceChunk } from './source.ts'
import { type StagedRows, type StageSinks, tooManyColumns, tooManyRows } from './stage-csv.ts'

const maxDepth = 32
const lineFeed = 0x0a
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const needsCare = /[\u0000-\u001f]/
const loneSurrogate = /\p{Surrogate}/u

/** One object a line: the union of the keys becomes the columns, nested objects `a.b`, arrays JSON text. */
export async function stageJsonl(
  chunks: AsyncIterable<SourceChunk>,
  limits: IngestLimits,
  sinks: StageSinks,
  onChunk: (bytesRead: number, rowsRead: number) => void,
): Promise<StagedRows> {
  const reader = new JsonlReader(limits, sinks)
  const maxLineBytes = 4 * limits.maxCellBytes
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.bytes.indexOf(lineFeed); at >= 0; at = chunk.bytes.indexOf(lineFeed, from)) {
      const part = chunk.bytes.subarray(from, at)
      reader.read(rest.length > 0 ? Buffer.concat([rest, part]) : part, maxLineBytes)
      if (rest.length > 0) rest = Buffer.alloc(0)
      from = at + 1
    }
    rest = Buffer.concat([rest, chunk.bytes.subarray(from)])
    if (rest.length > maxLineBytes) reader.refuseLong(maxLineBytes)
    await sinks.writer.drain()
    onChunk(chunk.bytesRead, reader.rowsRead)
  }
  if (rest.length > 0) reader.read(rest, maxLineBytes)
  if (reader.rowsRead === 0)
    throw new DatasetUnusable('file_empty', 'The file holds no JSON objects. Put one object on each line.')
  return reader.result()
}

class JsonlReader {
  rowsRead = 0
  private readonly limits: IngestLimits
  private readonly sinks: StageSinks
  private readonly columns = new Map<string, number>()
  private readonly broken = new Set<number>()
  private line = 0
  private cells: string[] = []

  constructor(limits: IngestLimits, sinks: StageSinks) {
    this.limits = limits
    this.sinks = sinks
  }

  result(): StagedRows {
    this.sinks.redaction?.requireAllMet()
    const columns = repairNames([...this.columns.keys()], this.sinks.repairs, null)
    return { columns, brokenColumns: this.broken, rowsRead: this.rowsRead }
  }

  refuseLong(most: number): never {
    const line = this.line + 1
    throw new DatasetUnusable(
      'row_too_large',
      `Line ${line} is larger than ${most.toLocaleString('en')} bytes. Shorten it, or put each object on a line of its own.`,
      line,
    )
  }

  read(bytes: Buffer, most: number): void {
    if (bytes.length > most) this.refuseLong(most)
    this.line++
    const text = bytes.toString('utf8').trim()
    if (text === '') {
      this.sinks.repairs.add('blank_line', 'Blank lines were skipped.', this.line)
      return
    }
    this.rowsRead++
    if (this.rowsRead > this.limits.maxRows) throw tooManyRows(this.limits.maxRows, this.line)
    if (deeperThan(text, maxDepth)) {
      throw new DatasetUnusable(
        'json_too_deep',
        `Line ${this.line} is nested more than ${maxDepth} levels deep. Flatten it to one object of plain values.`,
        this.line,
      )
    }
    const value = this.parse(text)
    if (value === null) return
    this.cells = new Array<string>(this.columns.size).fill('')
    this.flatten(value, '', text.includes('\\u'))
    const staged = Buffer.from(this.cells.join('\u001f'), 'utf8')
    this.sinks.writer.add(this.line, staged, staged.length, 0)
  }

  private parse(text: string): object | null {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      // What the parser says quotes the line.
      const reason = this.sinks.redaction === null ? `: ${detail.slice(0, 160)}` : '.'
      this.sinks.refusals.add(this.line, 'json_invalid', `The line is not valid JSON${reason}`, text)
      return null
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
    this.sinks.refusals.add(
      this.line,
      'json_not_object',
      'The line is valid JSON but not an object such as {"text": "…", "label": "…"}.',
      text,
    )
    return null
  }

  private flatten(value: object, prefix: string, escapes: boolean): void {
    for (const [key, child] of Object.entries(value)) {
      const name = prefix + key
      if (typeof child === 'object' && child !== null) {
        if (Array.isArray(child)) {
          this.sinks.repairs.add('json_array', 'Arrays were kept as JSON text.', this.line)
          this.put(name, JSON.stringify(child), escapes)
        } else {
          this.sinks.repairs.add('json_nested', 'Nested objects became columns with dotted names.', this.line)
          this.flatten(child, `${name}.`, escapes)
        }
      } else if (child !== null && child !== undefined) this.put(name, String(child), escapes)
      else if (this.sinks.redaction?.of(name).privacy !== 'drop') this.column(name)
    }
  }

  private column(name: string): number {
    let column = this.columns.get(name)
    if (column === undefined) {
      column = this.columns.size
      if (column >= this.limits.maxColumns) throw tooManyColumns(column + 1, this.limits.maxColumns)
      this.columns.set(name, column)
      this.cells[column] = ''
    }
    return column
  }

  private put(name: string, raw: string, escapes: boolean): void {
    const redacted = this.sinks.redaction?.of(name)
    if (redacted?.privacy === 'drop') return
    const column = this.column(name)
    const trimmed = raw.trim()
    const value = redacted ? redacted.apply(trimmed) : trimmed
    if (trimmed.length < raw.length && trimmed !== '') this.sinks.trims.add(column, this.line, () => raw)
    this.cells[column] = needsCare.test(value) ? this.mark(value, column) : value
    if (escapes && loneSurrogate.test(value)) {
      this.sinks.repairs.add(
        'lone_surrogate',
        'Halves of characters (lone surrogates) were replaced.',
        this.line,
      )
    }
    const bytes = value.length * 3 > this.limits.maxCellBytes ? Buffer.byteLength(value) : 0
    if (bytes > this.limits.maxCellBytes) {
      throw new DatasetUnusable(
        'cell_too_large',
        `The value of "${name.slice(0, 80)}" on line ${this.line} is larger than ${this.limits.maxCellBytes.toLocaleString('en')} bytes. Shorten it.`,
        this.line,
      )
    }
  }

  private mark(value: string, column: number): string {
    const marked = value.replaceAll('\n', '\u0001').replaceAll('\r', '\u0002')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is removed
    const clean = marked.replace(/[\u0000\u0003-\u0008\u000b-\u001f]/g, '')
    if (clean.length < marked.length) {
      this.sinks.repairs.add(
        'control_characters',
        'Control characters (such as NUL) were removed.',
        this.line,
      )
    }
    if (clean.includes('\u0001') || clean.includes('\u0002')) this.broken.add(column)
    return clean.replaceAll('\u0001', '\u001e').replaceAll('\u0002', '\u001d')
  }
}

function deeperThan(text: string, most: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 0x5c) i++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > most) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}
