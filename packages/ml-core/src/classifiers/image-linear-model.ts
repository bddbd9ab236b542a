import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { featureRow, type PortableModel } from '../export/portable-model.ts'
import { ImageFeatures, type ImageShape } from '../images/image-features.ts'
import { occludeImage } from '../images/occlude-image.ts'
import { DenseHead } from '../linear/dense-head.ts'
import type { Attribution } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import type { ImageModel } from './model.ts'

const side = z.int().min(1).max(1024)
const headerSchema = z.object({
  width: side,
  height: side,
  channels: z.union([z.literal(1), z.literal(3)]),
})

/** A linear classifier of images of one size, ready to answer. */
export class ImageLinearModel implements ImageModel {
  readonly family = 'image-linear'
  private readonly features: ImageFeatures
  private readonly head: DenseHead
  private readonly row: Float32Array

  constructor(features: ImageFeatures, head: DenseHead) {
    this.features = features
    this.head = head
    this.row = new Float32Array(features.size)
  }

  static load(files: BundleFiles): ImageLinearModel {
    const features = new ImageFeatures(readJson(files, 'model.json', headerSchema))
    const head = DenseHead.load(files)
    if (head.columns !== features.size)
      throw new ArtifactCorrupt(`The weights are for ${head.columns} features, not ${features.size}.`)
    return new ImageLinearModel(features, head)
  }

  get shape(): ImageShape {
    return this.features.shape
  }

  get classes(): number {
    return this.head.classes
  }

  get bytes(): number {
    return this.head.bytes + this.row.byteLength + 20 * this.shape.width * this.shape.height
  }

  predictInto(pixels: Uint8Array, out: Float32Array, at: number): void {
    this.features.write(pixels, 0, this.row, 0)
    this.head.predictInto(this.row, out, at)
  }

  /** What the label's logit loses when a part of the picture is blotted out. */
  explain(pixels: Uint8Array, label: number): Attribution[] {
    return occludeImage(pixels, this.shape, (seen) => {
      this.features.write(seen, 0, this.row, 0)
      return this.head.logit(this.row, label)
    })
  }

  portable(): PortableModel<Uint8Array> {
    const { features, head, row } = this
    return {
      net: { kind: 'dense', layers: head.layers() },
      link: 'softmax',
      featurizer: { kind: 'image-gradients-and-colours', ...features.shape, features: features.size },
      files: {},
      encode(pixels) {
        features.write(pixels, 0, row, 0)
        return featureRow(row)
      },
    }
  }

  save(): BundleFiles {
    return { 'model.json': jsonBytes(this.shape), ...this.head.save() }
  }
}
