import { open, rename } from 'node:fs/promises'

/** Readable by its owner alone, and whole or not there. */
export const writeDurably = async (file: string, value: unknown): Promise<void> => {
  const partial = `${file}.partial`
  const handle = await open(partial, 'w', 0o600)
  await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`)
  await handle.sync()
  await handle.close()
  await rename(partial, file)
}
