import { MlError } from '../errors.ts'
import type { BackendChoice, BackendName, NetWork } from '../schema/index.ts'
import { probeSpeed } from './probe-speed.ts'
import { proveTraining } from './prove-training.ts'
import { type Rung, refusalOf, rungs } from './rungs.ts'
import type { Tensorflow } from './tensorflow.ts'

export interface SelectOptions {
  /** A rung to take instead of the fastest. */
  only?: BackendName | undefined
  /** Milliseconds, to measure steps with. */
  now(): number
}

export interface SelectedBackend {
  tf: Tensorflow
  choice: BackendChoice
}

/** No rung is begun to be measured after this long: training waits for it. */
const probingMs = 5000

/** Choices of this process, by kind of work and rung asked for. */
const chosen = new Map<string, { rung: Rung; choice: BackendChoice }>()

/**
 * The rung of tensorflow.js that trains nets of the kind fastest, of those that load and prove themselves by a
 * few steps of known loss; or exactly the one asked for. Chosen once per process. Throws `backend_unavailable`.
 */
export async function selectBackend(work: NetWork, options: SelectOptions): Promise<SelectedBackend> {
  const key = `${work} ${options.only ?? ''}`
  let known = chosen.get(key)
  if (known === undefined) {
    known = await chooseRung(rungs(), work, options)
    chosen.set(key, known)
  }
  // Another kind of work may have another rung at the same tensorflow.js.
  return { tf: await known.rung.load(), choice: known.choice }
}

/** The choice among the rungs of a ladder, of which the last is for where no other will do. */
export async function chooseRung(
  ladder: readonly Rung[],
  work: NetWork,
  { only, now }: SelectOptions,
): Promise<{ rung: Rung; choice: BackendChoice }> {
  const asked = only === undefined ? ladder : ladder.filter(({ name }) => name === only)
  const started = now()
  const measured: { rung: Rung; probe: BackendChoice['probes'][number] }[] = []
  const refused: BackendChoice['refused'] = []
  for (const rung of asked) {
    if (rung.name === 'cpu' && measured.length > 0) continue
    if (measured.length > 0 && now() - started > probingMs) {
      refused.push({ name: rung.name, reason: 'There was no time left to measure it.' })
      continue
    }
    try {
      const tf = await rung.load()
      await proveTraining(tf, work)
      const alone = rung.name === 'cpu' || only !== undefined
      const stepMs = alone ? null : await probeSpeed(tf, work, now)
      measured.push({ rung, probe: { name: rung.name, adapter: rung.adapter?.() ?? null, stepMs } })
    } catch (error) {
      refused.push({ name: rung.name, reason: refusalOf(error) })
    }
  }
  const [best] = measured.toSorted((a, b) => (a.probe.stepMs ?? 0) - (b.probe.stepMs ?? 0))
  if (best === undefined) {
    const reasons = refused.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
    throw new MlError('backend_unavailable', `No backend of tensorflow.js can train here (${reasons}).`)
  }
  const { name, adapter } = best.probe
  return {
    rung: best.rung,
    choice: { work, name, adapter, probes: measured.map(({ probe }) => probe), refused },
  }
}
