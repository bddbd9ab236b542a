const lined = /\.(csv|tsv|txt|jsonl|ndjson)$/i
const headed = /\.(csv|tsv)$/i
const lineFeed = 10

/** Whether the rows of a file can be told without reading it as the server does. */
export const canCountRows = (file: File): boolean => lined.test(file.name)

/**
 * The lines of a file that hold something, less the header; a row with line breaks in its cells counts as several. Read a
 * part at a time. Rejects with the signal's reason.
 */
export const countRows = async (file: File, signal: AbortSignal): Promise<number> => {
  const reader = file.stream().getReader()
  let rows = 0
  let isBlank = true
  try {
    for (;;) {
      signal.throwIfAborted()
      const { value, done } = await reader.read()
      if (done) break
      for (const byte of value) {
        if (byte === lineFeed) {
          if (!isBlank) rows++
          isBlank = true
        } else if (byte > 32) isBlank = false
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
  if (!isBlank) rows++
  return headed.test(file.name) ? Math.max(0, rows - 1) : rows
}
