import { clipOcclusions } from '../audio/occlude-clip.ts'
import { SpectrogramPictures } from '../audio/spectrogram-pictures.ts'
import { ArtifactCorrupt } from '../errors.ts'
import type { PortableModel } from '../export/portable-model.ts'
import type { Attribution } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import { ImageCnnModel } from './image-cnn-model.ts'
import type { EngineModel } from './model.ts'

/** A convolutional net over spectrograms, ready to answer. */
export class AudioCnnModel implements EngineModel<Int16Array> {
  readonly family = 'audio-cnn'
  private readonly pictures: SpectrogramPictures
  private readonly net: ImageCnnModel

  constructor(pictures: SpectrogramPictures, net: ImageCnnModel) {
    this.pictures = pictures
    this.net = net
  }

  static async load(files: BundleFiles): Promise<AudioCnnModel> {
    const pictures = SpectrogramPictures.load(files)
    const net = await ImageCnnModel.load(files)
    const { width, height, channels } = net.shape
    if (width === pictures.shape.width && height === pictures.shape.height && channels === 1)
      return new AudioCnnModel(pictures, net)
    net.dispose()
    throw new ArtifactCorrupt(
      `The net reads ${width} × ${height} places of ${channels} values, not ${pictures.shape.width} × ${pictures.shape.height} of 1.`,
    )
  }

  get classes(): number {
    return this.net.classes
  }

  get bytes(): number {
    return this.net.bytes
  }

  predictMany(inputs: readonly Int16Array[], out: Float32Array): Promise<void> {
    return this.net.predictMany(
      inputs.map((samples) => this.pictures.of(samples)),
      out,
    )
  }

  /** What the label's log odds over the next likely one lose when a stretch of time and frequencies is blotted out. */
  async explain(samples: Int16Array, label: number): Promise<Attribution[]> {
    const { pictures } = this
    const { rate, hop } = pictures.ears.mel
    const heard = pictures.ears.hear(samples)
    const { seen, attribute } = clipOcclusions(heard, rate, hop, (clip) => pictures.drawn(clip))
    return attribute(await this.net.margins(seen, label))
  }

  portable(): PortableModel<Int16Array> {
    const { pictures } = this
    const { featurizer, encode, ...rest } = this.net.portable()
    return {
      ...rest,
      featurizer: { ...featurizer, ...pictures.scale, kind: 'log-mel-pictures' },
      encode: (samples) => encode(pictures.of(samples)),
    }
  }

  save(): BundleFiles {
    return { ...this.pictures.save(), ...this.net.save() }
  }

  dispose(): void {
    this.net.dispose()
  }
}
