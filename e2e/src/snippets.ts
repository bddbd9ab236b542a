import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { vi } from 'vitest'

const run = promisify(execFile)

type Call = {
  origin: string
  deploymentId: string
  endpoint: string
  huggingFaceEndpoint: string
  input: unknown
  key: string
}
type Language = { value: string; write(call: Call): string | null }

/** The dashboard's own, by a path that the compiler does not follow: nothing else of it is needed here. */
export const readLanguages = async (): Promise<readonly Language[]> => {
  const path = new URL('../../apps/dashboard/src/lib/snippets/languages.ts', import.meta.url).href
  const { snippetLanguages } = (await import(/* @vite-ignore */ path)) as { snippetLanguages: Language[] }
  return snippetLanguages
}

/** Where code is put that is to find this workspace's packages. */
const folder = fileURLToPath(new URL('../dist/snippets/', import.meta.url))
let written = 0

/** Runs a module's text here, beside `files`; what it logged, line by line. */
export const runModule = async (code: string, files: Record<string, string> = {}): Promise<string[]> => {
  const place = join(folder, `${process.pid}-${written++}`)
  mkdirSync(place, { recursive: true })
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...said) => {
    lines.push(said.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' '))
  })
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(place, name), content)
    const path = join(place, 'snippet.ts')
    writeFileSync(path, code)
    await import(/* @vite-ignore */ path)
    return lines
  } finally {
    log.mockRestore()
    rmSync(place, { recursive: true, force: true })
  }
}

export const runShell = async (code: string): Promise<string> => (await run('sh', ['-c', code])).stdout

/** What Python printed; null, with a message, where it or the package is not installed. */
export const runPython = async (code: string, needs: string): Promise<string | null> => {
  try {
    await run('python3', ['-c', `import ${needs}`])
  } catch {
    console.info(`python3 with ${needs} is not installed: its snippet is not run.`)
    return null
  }
  return (await run('python3', ['-c', code])).stdout
}
