import { z } from 'zod'
import { packArchive, unpackArchive } from '../../bundle/archive.ts'
import { arrayBytes, jsonBytes, readFloats, readJson } from '../../bundle/binary.ts'
import { backendChoiceSchema, backendNameSchema, curvePointSchema } from '../../schema/index.ts'
import type { CheckpointStore } from '../family-checkpoint.ts'
import type { FitResult } from './fit-task.ts'

const headerFile = 'fit.json'
const probabilitiesFile = 'probabilities.bin'
const headerSchema = z.object({
  backend: backendNameSchema.nullable(),
  fitSeconds: z.number(),
  curve: z.array(curvePointSchema),
  backends: z.array(backendChoiceSchema),
  elapsedMs: z.number(),
})

export interface KeptFit extends FitResult {
  /** How long the search had gone on when this fit ended. */
  elapsedMs: number
}

export function packFit({ files, probabilities, ...header }: KeptFit): Uint8Array {
  return packArchive({
    ...files,
    [headerFile]: jsonBytes(header),
    [probabilitiesFile]: arrayBytes(probabilities),
  })
}

/** Throws `ArtifactCorrupt` for what was written in half. */
export function unpackFit(bytes: Uint8Array): KeptFit {
  const archive = unpackArchive(bytes)
  const { [headerFile]: header, [probabilitiesFile]: probabilities, ...files } = archive
  const read = readJson({ [headerFile]: header }, headerFile, headerSchema)
  return {
    ...read,
    files,
    probabilities: readFloats(archive, probabilitiesFile, probabilities.byteLength / 4),
  }
}

/** The finished fits of one search. Their names carry its fingerprint, so that another's are never read. */
export class FitStore {
  private readonly store: CheckpointStore | undefined
  private readonly fingerprint: string

  constructor(store: CheckpointStore | undefined, fingerprint: string) {
    this.store = store
    this.fingerprint = fingerprint.slice(0, 16)
  }

  async load(taskId: string): Promise<KeptFit | null> {
    const bytes = await this.store?.load(this.name(taskId))
    if (!bytes) return null
    try {
      return unpackFit(bytes)
    } catch {
      // Killed while writing: it is done again.
      return null
    }
  }

  async save(taskId: string, fit: KeptFit): Promise<void> {
    await this.store?.save(this.name(taskId), packFit(fit))
  }

  private name(taskId: string): string {
    return `search-${taskId.replaceAll(' ', '-')}-${this.fingerprint}`
  }
}
