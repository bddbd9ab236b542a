import { z } from 'zod'
import type { HeardClip } from '../audio/clip-features.ts'
import { clipOcclusions } from '../audio/occlude-clip.ts'
import { SpectrogramPictures } from '../audio/spectrogram-pictures.ts'
import { jsonBytes, readJson } from '../bundle/binary.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { type Attribution, audioShapeSchema } from '../schema/index.ts'
import type { BundleFiles } from './classifier.ts'
import { ImageCnnModel } from './image-cnn-model.ts'
import type { EngineModel } from './model.ts'

const headerSchema = z.object({
  rate: audioShapeSchema.shape.rate,
  width: z.int().min(1).max(1024),
  framesPerColumn: z.number().min(1),
})

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
    const pictures = new SpectrogramPictures(readJson(files, 'spectrogram.json', headerSchema))
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
    const drawn = inputs.map((samples) => this.draw(this.pictures.ears.hear(samples)))
    return this.net.predictMany(drawn, out)
  }

  /** What the label's log odds over the next likely one lose when a stretch of time and frequencies is blotted out. */
  async explain(samples: Int16Array, label: number): Promise<Attribution[]> {
    const { ears } = this.pictures
    const { rate, hop } = ears.mel
    const { seen, attribute } = clipOcclusions(ears.hear(samples), rate, hop, (clip) => this.draw(clip))
    return attribute(await this.net.margins(seen, label))
  }

  save(): BundleFiles {
    return { 'spectrogram.json': jsonBytes(this.pictures.scale), ...this.net.save() }
  }

  dispose(): void {
    this.net.dispose()
  }

  private draw(clip: HeardClip): Uint8Array {
    const picture = new Uint8Array(this.pictures.size)
    this.pictures.draw(clip, picture, 0)
    return picture
  }
}
