import { ensembleFiles } from '../../classifiers/ensemble-model.ts'
import { families } from '../../classifiers/families.ts'
import type { Pacer } from '../../pacing.ts'
import { range } from '../../random.ts'
import type { SearchOutcome } from '../../schema/search.ts'
import { predictAll } from '../predict-all.ts'
import { isRefittable } from '../refit.ts'
import { selectRows } from '../select-rows.ts'
import type { TrainModelInput } from '../train-model.ts'
import type { ChosenEnsemble } from './choose-ensemble.ts'
import type { FitPool } from './fit-pool.ts'
import type { FitResult, FitTask } from './fit-task.ts'
import type { Scored } from './score.ts'

/** Rows that the time of a prediction is measured on. */
const timedRows = 200

/**
 * A quick family learns anew from both splits. Trees do as well, with the rounds that the validation rows
 * found. A net needs those rows to know when to stop, and stays as it was measured.
 */
export function hostingTask({ candidate, whole }: Scored): FitTask {
  const { family } = candidate
  const like = families[family].learnsInRounds && whole ? { like: whole.files } : {}
  if (isRefittable(family) || families[family].learnsInRounds)
    return { id: `${candidate.id} all`, candidate, share: 1, on: 'all', ...like }
  return { id: `${candidate.id} whole`, candidate, share: 1, on: 'train' }
}

export interface HostedEnsemble {
  result: FitResult
  outcome: NonNullable<SearchOutcome['ensemble']>
}

/** Fits the members for hosting, puts them together, and measures what the ensemble costs beside its best member. */
export async function fitEnsemble(
  input: TrainModelInput,
  pool: FitPool,
  { members, gain, margin }: ChosenEnsemble,
  pacer: Pacer,
): Promise<HostedEnsemble> {
  const results = await pool.all(members.map(({ scored }) => hostingTask(scored)))
  const parts = members.map(({ scored, weight }, at) => ({
    id: scored.candidate.id,
    family: scored.candidate.family,
    weight,
    files: results[at].files,
  }))
  const files = ensembleFiles(parts)
  const [first] = parts
  const rows = selectRows(input.validation, range(Math.min(timedRows, input.validation.labels.length)))
  const microseconds = async (family: typeof first.family | 'ensemble', own: FitResult['files']) => {
    const started = input.now()
    await predictAll(family, own, rows, pacer)
    return ((input.now() - started) * 1000) / rows.labels.length
  }
  return {
    result: {
      files,
      backend: results.find(({ backend }) => backend !== null)?.backend ?? null,
      fitSeconds: results.reduce((total, one) => total + one.fitSeconds, 0),
      curve: results.flatMap(({ curve }) => curve),
      backends: results.flatMap(({ backends }) => backends),
      probabilities: new Float32Array(0),
    },
    outcome: {
      members: parts.map(({ id, family, weight }) => ({ id, family, weight })),
      gain,
      margin,
      bytes: sizeOf(files),
      bestBytes: sizeOf(first.files),
      microseconds: await microseconds('ensemble', files),
      bestMicroseconds: await microseconds(first.family, first.files),
    },
  }
}

function sizeOf(files: FitResult['files']): number {
  return Object.values(files).reduce((total, { byteLength }) => total + byteLength, 0)
}
