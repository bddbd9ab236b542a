import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { TrainingCancelled } from '../errors.ts'
import type { Examples } from '../examples.ts'
import type { PortableModel } from '../export/portable-model.ts'
import type { Attribution } from '../schema/index.ts'
import { requireAny, requireTwoClasses } from '../training/require-examples.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import type { Model } from './model.ts'
import { NotFitted } from './not-fitted.ts'

const headerSchema = z.object({ shares: z.array(z.number().min(0).max(1)).min(2) })

/** Answers every input with the shares of the classes, or of each label by itself, among the training rows. */
export class MajorityModel implements Model<unknown> {
  readonly family = 'majority'
  private readonly shares: readonly number[]

  constructor(shares: readonly number[]) {
    this.shares = shares
  }

  static load(files: BundleFiles): MajorityModel {
    return new MajorityModel(readJson(files, 'model.json', headerSchema).shares)
  }

  get classes(): number {
    return this.shares.length
  }

  get bytes(): number {
    return this.shares.length * 8
  }

  predictInto(_input: unknown, out: Float32Array, at: number): void {
    out.set(this.shares, at)
  }

  /** Nothing in an input speaks for its answer. */
  explain(): Attribution[] {
    return []
  }

  portable(): PortableModel<unknown> {
    const rows = { values: new Float32Array(1), shape: [1, 1] }
    return {
      net: { kind: 'constant', shares: this.shares },
      link: 'softmax',
      featurizer: { kind: 'none' },
      files: {},
      encode: () => ({ rows }),
    }
  }

  save(): BundleFiles {
    return { 'model.json': jsonBytes({ shares: this.shares }) }
  }
}

/** The baseline that every other classifier is read beside. */
export class Majority implements Classifier {
  readonly family = 'majority'
  readonly backend = null
  private model: MajorityModel | null = null

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const { labels, labelSets, weights } = requireAny(train, classes)
    requireTwoClasses(labels, labelSets)
    if (options.signal?.aborted) throw new TrainingCancelled()
    const shares: number[] = new Array(classes).fill(0)
    const total = weights ? weights.reduce((sum, weight) => sum + weight, 0) : labels.length
    labels.forEach((label, row) => {
      const own = labelSets
        ? labelSets.labels.subarray(labelSets.offsets[row], labelSets.offsets[row + 1])
        : [label]
      for (const one of own) shares[one] += (weights ? weights[row] : 1) / total
    })
    for (let k = 0; k < classes; k++) shares[k] = Math.min(1, shares[k])
    this.model = new MajorityModel(shares)
  }

  predictProba(examples: Examples): Float32Array {
    const model = this.fitted()
    const out = new Float32Array(examples.labels.length * model.classes)
    for (let row = 0; row < examples.labels.length; row++) model.predictInto(null, out, row * model.classes)
    return out
  }

  fitted(): MajorityModel {
    if (this.model === null) throw new NotFitted()
    return this.model
  }

  save(): BundleFiles {
    return this.fitted().save()
  }
}
