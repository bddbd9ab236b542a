import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSession } from './duck.ts'
import { newFolder, removeUploadsAfterwards } from './testing/upload.ts'

removeUploadsAfterwards()

it('runs a statement that memory was too short for once more with the relief', async () => {
  const folder = await newFolder()
  const session = await openSession(join(folder, 'a.duckdb'), '16MB', '400MB', join(folder, 'spill'))
  try {
    // A list cannot be spilled: three million numbers need more than 16 MB.
    expect(await session.rows('select len(list(i)) from range(3000000) numbers(i)')).toEqual([[3_000_000n]])
    expect(await session.rows("select current_setting('memory_limit')")).toEqual([['381.4 MiB']])
  } finally {
    session.close()
  }
})
