import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { IngestInput, IngestOutcome } from '../contract.ts'
import { DatasetUnusable } from '../errors.ts'
import { ingest } from '../ingest.ts'

export type Ready = Extract<IngestOutcome, { status: 'ready' }> & { path: string }

const folders: string[] = []

/** Call once at the top of a test file: what the tests wrote is removed after them. */
export function removeUploadsAfterwards(): void {
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-datasets-'))
  folders.push(folder)
  return folder
}

type Overrides = Partial<Omit<IngestInput, 'options'>> & {
  options?: Partial<IngestInput['options']>
  /** Where everything lies. */
  folder?: string
}

/** Writes `content` to a file and ingests it. */
export async function upload(
  content: string | Buffer,
  overrides: Overrides = {},
): Promise<IngestOutcome & { path: string }> {
  const folder = overrides.folder ?? (await newFolder())
  const fileName = overrides.fileName ?? 'data.csv'
  const sourcePath = overrides.sourcePath ?? join(folder, 'source')
  if (!overrides.sourcePath) await writeFile(sourcePath, content)
  const path = join(folder, 'version.parquet')
  const scratchDir = join(folder, 'scratch')
  try {
    const outcome = await ingest({
      outputPath: path,
      now: () => 0,
      ...overrides,
      scratchDir,
      fileName,
      sourcePath,
      options: { ignoredColumns: [], seed: 42, ...overrides.options },
    })
    return { ...outcome, path }
  } finally {
    const left = (await readdir(folder, { recursive: true })).filter((name) => /scratch.|partial/.test(name))
    expect(left, 'left behind').toEqual([])
  }
}

export async function uploadReady(content: string | Buffer, overrides: Overrides = {}): Promise<Ready> {
  const outcome = await upload(content, overrides)
  if (outcome.status === 'needs_label') throw new Error(`Asked instead: ${outcome.question.reason}`)
  if (outcome.status !== 'ready') throw new Error('Every row was set aside')
  return outcome
}

export async function uploadRefused(
  content: string | Buffer,
  overrides: Overrides = {},
): Promise<DatasetUnusable> {
  try {
    await upload(content, overrides)
  } catch (error) {
    if (error instanceof DatasetUnusable) return error
    throw error
  }
  throw new Error('The upload was accepted')
}

/** `text,label` with `rows` different sentences over two classes; `extra` lines follow. */
export function reviews(rows: number, extra: string[] = [], newline = '\n'): string {
  const lines = Array.from({ length: rows }, (_, i) =>
    i % 2 === 0 ? `I liked visit number ${i} very much,good` : `The service on day ${i} was a shame,bad`,
  )
  return ['text,label', ...lines, ...extra, ''].join(newline)
}

export function repairOf(outcome: Ready, code: string) {
  return outcome.report.repairs.find((repair) => repair.code === code)
}
