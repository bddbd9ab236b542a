#!/usr/bin/env node
import { writeFile } from 'node:fs/promises'
import { argv, env, exit, stdout } from 'node:process'
import { parseArgs } from 'node:util'
import { Assay } from './client.ts'
import { writeTypes } from './types/write-types.ts'

const usage = `assay-sdk types DEPLOYMENT… [--base-url URL] [--out FILE]

Generates TypeScript types for your deployments, to use as new Assay<Deployments>(…).

  --base-url  URL of the server (default: ASSAY_BASE_URL)
  --out       file to write (default: standard output)

  The API key is read from ASSAY_API_KEY, to keep it out of your shell history.
`

const run = async (): Promise<string | null> => {
  const { values, positionals } = parseArgs({
    args: argv.slice(2),
    allowPositionals: true,
    options: { 'base-url': { type: 'string' }, out: { type: 'string' }, help: { type: 'boolean' } },
  })
  const [command, ...deployments] = positionals
  if (values.help) {
    stdout.write(usage)
    return null
  }
  if (command !== 'types' || deployments.length === 0) return usage
  const apiKey = env['ASSAY_API_KEY']
  const baseUrl = values['base-url'] ?? env['ASSAY_BASE_URL']
  if (!apiKey) return 'ASSAY_API_KEY is not set. Create a key under Settings → API keys.\n'
  if (!baseUrl) return 'Set the server with --base-url or ASSAY_BASE_URL.\n'
  const client = new Assay({ apiKey, baseUrl })
  const written = writeTypes(await Promise.all(deployments.map((id) => client.describe(id))))
  if (values.out === undefined) stdout.write(written)
  else await writeFile(values.out, written)
  return null
}

const problem = await run().catch((error: unknown) =>
  error instanceof Error ? `${error.message}\n` : `${String(error)}\n`,
)
if (problem !== null) {
  console.error(problem.trimEnd())
  exit(1)
}
