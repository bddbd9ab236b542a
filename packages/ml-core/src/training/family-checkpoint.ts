import { z } from 'zod'
import { packArchive, unpackArchive } from '../bundle/archive.ts'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import type { BundleFiles, FitCheckpoint } from '../classifiers/classifier.ts'
import {
  type BackendName,
  backendNameSchema,
  type CurvePoint,
  curvePointSchema,
  type Family,
} from '../schema/index.ts'

/** A place where a run keeps named bytes; a name's later bytes replace its earlier ones. */
export interface CheckpointStore {
  load(name: string): Promise<Uint8Array | null>
  save(name: string, bytes: Uint8Array): Promise<void>
}

/** A fitted family, kept so that a resumed run need not fit it again. */
export interface FinishedFamily {
  files: BundleFiles
  backend: BackendName | null
  fitSeconds: number
  curve: CurvePoint[]
}

const headerFile = 'finished.json'
const headerSchema = z.object({
  backend: backendNameSchema.nullable(),
  fitSeconds: z.number(),
  curve: z.array(curvePointSchema),
})

/** The checkpoints of one run. Their names carry its fingerprint, so that another run's are never read. */
export class RunCheckpoints {
  private readonly store: CheckpointStore | undefined
  private readonly fingerprint: string

  constructor(store: CheckpointStore | undefined, fingerprint: string) {
    this.store = store
    this.fingerprint = fingerprint.slice(0, 16)
  }

  /** What was kept of a finished family; null where there is nothing, or nothing readable. */
  async finished(family: Family): Promise<FinishedFamily | null> {
    const bytes = await this.store?.load(this.name('finished', family))
    if (!bytes) return null
    try {
      const { [headerFile]: header, ...files } = unpackArchive(bytes)
      return { ...readJson({ [headerFile]: header }, headerFile, headerSchema), files }
    } catch {
      // Killed while writing: the family is fitted again.
      return null
    }
  }

  async keep(family: Family, { files, ...header }: FinishedFamily): Promise<void> {
    await this.store?.save(
      this.name('finished', family),
      packArchive({ ...files, [headerFile]: jsonBytes(header) }),
    )
  }

  /** Where a running fit keeps its own state. */
  during(family: Family): FitCheckpoint | undefined {
    const { store } = this
    if (store === undefined) return undefined
    const name = this.name('fit', family)
    return { load: () => store.load(name), save: (bytes) => store.save(name, bytes) }
  }

  private name(kind: string, family: Family): string {
    return `${kind}-${family}-${this.fingerprint}`
  }
}
