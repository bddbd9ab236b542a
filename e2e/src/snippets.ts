import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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
const readLanguages = async (): Promise<readonly Language[]> => {
  const path = new URL('../../apps/dashboard/src/lib/snippets/languages.ts', import.meta.url).href
  const { snippetLanguages } = (await import(/* @vite-ignore */ path)) as { snippetLanguages: Language[] }
  return snippetLanguages
}

/** Where code is put that is to find this workspace's packages. */
const folder = fileURLToPath(new URL('../dist/snippets/', import.meta.url))
let written = 0

/** Runs a module's text here, beside `files`; what it logged, line by line. */
export const runModule = async (
  code: string,
  files: Record<string, string | Uint8Array> = {},
): Promise<string[]> => {
  const place = join(folder, `${process.pid}-${written++}`)
  mkdirSync(place, { recursive: true })
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...said) => {
    lines.push(said.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' '))
  })
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(place, name)), { recursive: true })
      writeFileSync(join(place, name), content)
    }
    const path = join(place, 'snippet.ts')
    writeFileSync(path, code)
    await import(/* @vite-ignore */ path)
    return lines
  } finally {
    log.mockRestore()
    rmSync(place, { recursive: true, force: true })
  }
}

const runShell = async (code: string): Promise<string> => (await run('sh', ['-c', code])).stdout

/** What Python printed; null, with a message, where it or the package is not installed. */
const runPython = async (code: string, needs: string): Promise<string | null> => {
  try {
    await run('python3', ['-c', `import ${needs}`])
  } catch {
    console.info(`python3 with ${needs} is not installed: its snippet is not run.`)
    return null
  }
  return (await run('python3', ['-c', code])).stdout
}

/**
 * Runs every snippet for a call as the dashboard shows it; what each printed, by language. Of Python's clients those are
 * left out, with a message, that are not installed. `file`: what a snippet reads, under the name that it knows.
 */
export const runSnippets = async (
  call: Call,
  file?: { name: string; bytes: Uint8Array },
): Promise<Map<string, string | null>> => {
  const place = mkdtempSync(join(tmpdir(), 'assay-snippets-'))
  try {
    if (file) writeFileSync(join(place, file.name), file.bytes)
    const said = new Map<string, string | null>()
    for (const { value, write } of await readLanguages()) {
      const shown = write(call)
      if (shown === null) continue
      const code = file ? shown.replaceAll(file.name, join(place, file.name)) : shown
      if (value === 'curl') said.set(value, await runShell(code))
      else if (value === 'python') said.set(value, await runPython(code, 'urllib.request'))
      else if (value === 'hf-python') said.set(value, await runPython(code, 'huggingface_hub'))
      else said.set(value, (await runModule(code)).join('\n'))
    }
    return said
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
