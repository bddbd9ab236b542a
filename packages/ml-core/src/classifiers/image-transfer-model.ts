import { z } from 'zod'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { activationRegions } from '../images/activation-regions.ts'
import { flipInto, type ImageShape } from '../images/image-features.ts'
import { DenseHead } from '../linear/dense-head.ts'
import {
  type FeatureMap,
  type ImageExtractor,
  imageExtractorName,
  openImageExtractor,
} from '../pretrained/image-extractor.ts'
import { addPooled } from '../pretrained/pool-maps.ts'
import { PretrainedMissing } from '../pretrained/pretrained.ts'
import type { Attribution } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import type { EngineModel } from './model.ts'

const side = z.int().min(1).max(1024)
const headerSchema = z.object({
  width: side,
  height: side,
  channels: z.union([z.literal(1), z.literal(3)]),
  extractor: z.object({ name: z.literal(imageExtractorName), sha256: z.string() }),
  /** By which the features of each layer are multiplied. */
  scales: z.array(z.number().positive()).min(1),
})

/** A linear classifier of what a pretrained net sees of a picture and of its mirror image. */
export class ImageTransferModel implements EngineModel<Uint8Array> {
  readonly family = 'image-transfer'
  private readonly extractor: ImageExtractor
  private readonly shape: ImageShape
  private readonly scales: readonly number[]
  private readonly head: DenseHead

  constructor(extractor: ImageExtractor, shape: ImageShape, scales: readonly number[], head: DenseHead) {
    this.extractor = extractor
    this.shape = shape
    this.scales = scales
    this.head = head
  }

  /** Throws `PretrainedMissing` where the net that it was trained with is not there, `ArtifactCorrupt`. */
  static async load(files: BundleFiles): Promise<ImageTransferModel> {
    const { extractor: wanted, scales, ...shape } = readJson(files, 'model.json', headerSchema)
    const head = DenseHead.load(files)
    const extractor = await openImageExtractor()
    if (extractor.sha256 !== wanted.sha256)
      throw new PretrainedMissing(`the release of ${wanted.name} that it was trained with`)
    const model = new ImageTransferModel(extractor, shape, scales, head)
    const [maps] = await extractor.look([new Uint8Array(shape.width * shape.height * shape.channels)], shape)
    const columns = maps.reduce((sum, { channels }) => sum + channels, 0)
    if (scales.length !== maps.length || head.columns !== columns)
      throw new ArtifactCorrupt(`The weights are for ${head.columns} features, not ${columns}.`)
    return model
  }

  get classes(): number {
    return this.head.classes
  }

  /** Without the extractor, which all models share. */
  get bytes(): number {
    return this.head.bytes
  }

  /** A picture a run: between two, others get their turn. */
  async predictMany(inputs: readonly Uint8Array[], out: Float32Array): Promise<void> {
    const { head, scales } = this
    for (let i = 0; i < inputs.length; i++) {
      const features = new Float32Array(head.columns)
      for (const maps of await this.lookBothWays(inputs[i]))
        addPooled(
          maps,
          scales.map((scale) => scale / 2),
          features,
          0,
        )
      head.predictInto(features, out, i * head.classes)
    }
  }

  /** What each part of the picture adds to the label's logit. */
  async explain(pixels: Uint8Array, label: number): Promise<Attribution[]> {
    const [own, mirrored] = await this.lookBothWays(pixels)
    const { slopes, origin } = this.head.slopes(label)
    const maps = own.map((map, layer) => halfAndHalf(map, mirrored[layer], this.scales[layer]))
    return activationRegions(maps, slopes, origin)
  }

  save(): BundleFiles {
    const { extractor, shape, scales, head } = this
    const { name, sha256 } = extractor
    const header = { ...shape, extractor: { name, sha256 }, scales }
    return { 'model.json': jsonBytes(header), ...head.save() }
  }

  /** The shared extractor stays. */
  dispose(): void {}

  private lookBothWays(pixels: Uint8Array): Promise<FeatureMap[][]> {
    const mirror = new Uint8Array(pixels.length)
    flipInto(pixels, 0, this.shape, mirror)
    return this.extractor.look([pixels, mirror], this.shape)
  }
}

/** The mean of a map and of the mirror image's, turned back, times `scale`. */
function halfAndHalf(map: FeatureMap, mirrored: FeatureMap, scale: number): FeatureMap {
  const { width } = map
  const values = map.values.map((value, i) => {
    const column = i % width
    return (scale * (value + mirrored.values[i - column + width - 1 - column])) / 2
  })
  return { ...map, values }
}
