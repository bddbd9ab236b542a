import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** How long the disk takes to keep one page, the floor under every durable answer; milliseconds. */
export const measureSync = (folder: string, times = 1_000): { p50Ms: number; p99Ms: number } => {
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(8_192, 1)
  // As a write-ahead log has it: the space is there before it is written.
  for (let i = 0; i < times; i++) writeSync(file, page)
  fdatasyncSync(file)
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const beganMs = performance.now()
    writeSync(file, page, 0, page.length, i * page.length)
    fdatasyncSync(file)
    took.push(performance.now() - beganMs)
  }
  closeSync(file)
  took.sort((a, b) => a - b)
  return { p50Ms: took[Math.floor(times * 0.5)] ?? 0, p99Ms: took[Math.floor(times * 0.99)] ?? 0 }
}
