import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { type Attribution, type Family, familySchema } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import type { Awaitable, EitherModel, Model } from './model.ts'

/** A model that has a say in an ensemble; the weights of all sum to 1. */
export interface Member<Input> {
  model: Model<Input>
  weight: number
}

const headerFile = 'ensemble.json'
const headerSchema = z.object({
  members: z.array(z.object({ family: familySchema, weight: z.number().positive() })).min(1),
})

/** The weighted mean of what several models say: a soft vote. Each member lies in a numbered folder. */
export class EnsembleModel<Input> implements Model<Input> {
  readonly family = 'ensemble'
  readonly classes: number
  private readonly members: readonly Member<Input>[]
  private readonly own: Float32Array

  constructor(members: readonly Member<Input>[]) {
    const [first] = members
    if (members.some(({ model }) => model.classes !== first.model.classes))
      throw new ArtifactCorrupt('The members of the ensemble have different numbers of classes.')
    this.members = members
    this.classes = first.model.classes
    this.own = new Float32Array(this.classes)
  }

  /** `loadMember` brings back one member from what it saved. Throws `ArtifactCorrupt`. */
  static async load<Input>(
    files: BundleFiles,
    loadMember: (family: Family, files: BundleFiles) => Awaitable<EitherModel<Input>>,
  ): Promise<EnsembleModel<Input>> {
    const header = readJson(files, headerFile, headerSchema)
    const members: Member<Input>[] = []
    for (const [at, { family, weight }] of header.members.entries()) {
      const model = await loadMember(family, filesOf(files, at))
      if ('predictMany' in model) throw new ArtifactCorrupt(`${family} cannot be part of an ensemble.`)
      members.push({ model, weight })
    }
    return new EnsembleModel(members)
  }

  get bytes(): number {
    return this.members.reduce((total, { model }) => total + model.bytes, 0)
  }

  predictInto(input: Input, out: Float32Array, at: number): void {
    const { classes, own } = this
    out.fill(0, at, at + classes)
    for (const { model, weight } of this.members) {
      model.predictInto(input, own, 0)
      for (let k = 0; k < classes; k++) out[at + k] += weight * own[k]
    }
  }

  /**
   * The members' explanations together. Each speaks in scores of its own kind, so that each is scaled to what
   * it says in all, and then counts its weight.
   */
  explain(input: Input, label: number): Attribution[] {
    const together = new Map<string, Attribution>()
    for (const { model, weight } of this.members) {
      const own = model.explain(input, label)
      const size = own.reduce((total, one) => total + Math.abs(one.weight), 0)
      if (size === 0) continue
      for (const { weight: said, ...place } of own) {
        const key = JSON.stringify(place)
        const sum = (together.get(key)?.weight ?? 0) + (weight * said) / size
        together.set(key, { ...place, weight: sum })
      }
    }
    return [...together.values()].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  }

  save(): BundleFiles {
    return ensembleFiles(
      this.members.map(({ model, weight }) => ({ family: model.family, weight, files: model.save() })),
    )
  }
}

/** What an ensemble of these saves. */
export function ensembleFiles(
  members: readonly { family: Family; weight: number; files: BundleFiles }[],
): BundleFiles {
  const files: BundleFiles = {
    [headerFile]: jsonBytes({ members: members.map(({ family, weight }) => ({ family, weight })) }),
  }
  members.forEach((member, at) => {
    for (const [name, bytes] of Object.entries(member.files)) files[`${at + 1}/${name}`] = bytes
  })
  return files
}

function filesOf(files: BundleFiles, at: number): BundleFiles {
  const folder = `${at + 1}/`
  const own = Object.entries(files).filter(([name]) => name.startsWith(folder))
  return Object.fromEntries(own.map(([name, bytes]) => [name.slice(folder.length), bytes]))
}
