import { Random } from '../../random.ts'
import type { Family, TrainingConfig } from '../../schema/index.ts'
import { hyperparametersSchema, type Settings } from '../../schema/search.ts'
import { searchSpaces } from './spaces.ts'

/** A family with settings of its own: one competitor of a search. */
export interface Candidate {
  /** The family's name, with a number from its second candidate on. */
  id: string
  family: Family
  /** What differs from the family's own choice and from what the run sets. */
  settings: Settings
}

/** Fewer than this of a candidate's settings differ from the default, so that good defaults stay most of it. */
const mostChanges = 3
/** Draws in a row that were all known, after which a family has no more to offer. */
const patience = 50

/**
 * The default of every family first, in the order given, then candidates drawn by the seed, the families in
 * turn. The same config gives the same candidates, and a larger number begins with those of a smaller one.
 */
export function drawCandidates(
  families: readonly Family[],
  config: TrainingConfig,
  most: number,
): Candidate[] {
  const candidates: Candidate[] = families.map((family) => ({ id: family, family, settings: {} }))
  const random = new Random(config.seed)
  const drawn = new Set<string>()
  const counts = new Map<Family, number>(families.map((family) => [family, 1]))
  let offering = families.filter((family) => openDimensions(family, config).length > 0)
  while (offering.length > 0) {
    for (const family of offering) {
      if (candidates.length >= most) return candidates
      const settings = drawNew(family, config, drawn, random)
      if (settings === null) {
        offering = offering.filter((other) => other !== family)
        continue
      }
      const number = (counts.get(family) ?? 1) + 1
      counts.set(family, number)
      candidates.push({ id: `${family} ${number}`, family, settings })
    }
  }
  return candidates
}

/** The run's config with the candidate's settings in it, its nets' epochs times `share`. */
export function configOf(
  { family, settings }: Candidate,
  config: TrainingConfig,
  share: number,
): TrainingConfig {
  const set = fixedSettings(family, config)
  const epochs = Math.max(1, Math.ceil(Number(settings['epochs'] ?? set['epochs'] ?? config.epochs) * share))
  const own = { ...set, ...settings, ...(Object.hasOwn(searchSpaces[family] ?? {}, 'epochs') && { epochs }) }
  if (Object.keys(own).length === 0) return { ...config, epochs }
  return { ...config, epochs, hyperparameters: hyperparametersSchema.parse({ [family]: own }) }
}

/** Whether a share of its epochs, not of the rows, is what a smaller fit of the family saves. */
export function learnsInEpochs(family: Family): boolean {
  return Object.hasOwn(searchSpaces[family] ?? {}, 'epochs')
}

function fixedSettings(family: Family, { hyperparameters = {} }: TrainingConfig): Settings {
  const found = Object.entries(hyperparameters).find(([name]) => name === family)?.[1] ?? {}
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

function openDimensions(
  family: Family,
  config: TrainingConfig,
): [name: string, values: readonly (number | string)[]][] {
  const fixed = fixedSettings(family, config)
  return Object.entries(searchSpaces[family] ?? {}).filter(([name]) => !Object.hasOwn(fixed, name))
}

/** Settings of the family that were not drawn before; null where hardly any are left. */
function drawNew(
  family: Family,
  config: TrainingConfig,
  drawn: Set<string>,
  random: Random,
): Settings | null {
  const dimensions = openDimensions(family, config)
  for (let tries = 0; tries < patience; tries++) {
    const changes = 1 + random.below(Math.min(mostChanges, dimensions.length))
    const order = Int32Array.from(dimensions, (_, at) => at)
    random.shuffle(order)
    const settings: Settings = {}
    for (const at of order.subarray(0, changes).sort()) {
      const [name, values] = dimensions[at]
      settings[name] = values[random.below(values.length)]
    }
    const key = JSON.stringify([family, settings])
    if (drawn.has(key)) continue
    drawn.add(key)
    return settings
  }
  return null
}
