import { MlError } from '../errors.ts'
import type { BackendName } from '../schema/index.ts'
import { proveTraining } from './prove-training.ts'
import { type Rung, rungs } from './rungs.ts'
import type { Tensorflow } from './tensorflow.ts'

export interface SelectedBackend {
  name: BackendName
  tf: Tensorflow
  /** Better rungs that were tried and why they were refused. */
  refused: { name: BackendName; reason: string }[]
}

let selected: { only: BackendName | undefined; backend: SelectedBackend } | null = null

/**
 * The best rung of tensorflow.js that loads and proves itself by one small training step of known loss, or
 * exactly the one asked for. The choice is kept until another is asked for. Throws `backend_unavailable`.
 */
export async function selectBackend(only?: BackendName): Promise<SelectedBackend> {
  if (selected === null || selected.only !== only) selected = { only, backend: await climb(rungs(), only) }
  return selected.backend
}

/** Tries the rungs in order; the first that proves itself is taken. */
export async function climb(ladder: readonly Rung[], only?: BackendName): Promise<SelectedBackend> {
  const refused: SelectedBackend['refused'] = []
  for (const rung of ladder) {
    if (only !== undefined && rung.name !== only) continue
    try {
      const tf = await rung.load()
      proveTraining(tf)
      return { name: rung.name, tf, refused }
    } catch (error) {
      refused.push({ name: rung.name, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  const reasons = refused.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  throw new MlError('backend_unavailable', `No backend of tensorflow.js can train here (${reasons}).`)
}
