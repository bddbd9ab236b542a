import { z } from 'zod'
import { ClipFeatures, type HeardClip } from '../audio/clip-features.ts'
import { occludeClip } from '../audio/occlude-clip.ts'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { featureRow, type PortableModel } from '../export/portable-model.ts'
import { DenseHead } from '../linear/dense-head.ts'
import { FourierFeatures } from '../linear/fourier-features.ts'
import { type Attribution, audioShapeSchema } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import type { AudioModel } from './model.ts'

const headerSchema = z.object({ rate: audioShapeSchema.shape.rate })

/** A classifier of clips by their pooled spectrograms, ready to answer. */
export class AudioLinearModel implements AudioModel {
  readonly family = 'audio-linear'
  private readonly features: ClipFeatures
  private readonly fourier: FourierFeatures
  private readonly head: DenseHead
  private readonly pooled: Float32Array
  private readonly row: Float32Array

  constructor(features: ClipFeatures, fourier: FourierFeatures, head: DenseHead) {
    this.features = features
    this.fourier = fourier
    this.head = head
    this.pooled = new Float32Array(features.size)
    this.row = new Float32Array(fourier.size)
  }

  static load(files: BundleFiles): AudioLinearModel {
    const features = new ClipFeatures(readJson(files, 'model.json', headerSchema).rate)
    const fourier = FourierFeatures.load(files)
    const head = DenseHead.load(files)
    if (fourier.inputs !== features.size || head.columns !== fourier.size)
      throw new ArtifactCorrupt(
        `The weights are for ${fourier.inputs} and ${head.columns} features, not ${features.size} and ${fourier.size}.`,
      )
    return new AudioLinearModel(features, fourier, head)
  }

  get classes(): number {
    return this.head.classes
  }

  get bytes(): number {
    return this.head.bytes + this.fourier.bytes + 4 * (this.pooled.length + this.row.length)
  }

  predictInto(samples: Int16Array, out: Float32Array, at: number): void {
    this.describe(this.features.hear(samples))
    this.head.predictInto(this.row, out, at)
  }

  /** What the label's logit loses when a stretch of time and frequencies is blotted out. */
  explain(samples: Int16Array, label: number): Attribution[] {
    const { rate, hop } = this.features.mel
    return occludeClip(this.features.hear(samples), rate, hop, (clip) => {
      this.describe(clip)
      return this.head.logit(this.row, label)
    })
  }

  portable(): PortableModel<Int16Array> {
    const { features, fourier, head, row } = this
    return {
      net: { kind: 'dense', layers: head.layers() },
      link: 'softmax',
      featurizer: { kind: 'pooled-log-mel-fourier', rate: features.mel.rate, features: fourier.size },
      files: {},
      encode: (samples) => {
        this.describe(features.hear(samples))
        return featureRow(row)
      },
    }
  }

  save(): BundleFiles {
    const { rate } = this.features.mel
    return { 'model.json': jsonBytes({ rate }), ...this.fourier.save(), ...this.head.save() }
  }

  private describe(clip: HeardClip): void {
    this.features.write(clip, this.pooled, 0)
    this.fourier.write(this.pooled, 0, this.row, 0)
  }
}
