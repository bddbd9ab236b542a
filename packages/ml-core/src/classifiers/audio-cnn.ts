import { putSpectrogram } from '../audio/augment-spectrogram.ts'
import { ClipFeatures } from '../audio/clip-features.ts'
import { pictureScaleOf, SpectrogramPictures } from '../audio/spectrogram-pictures.ts'
import { type AudioExamples, clipAt, type Examples, type ImageExamples } from '../examples.ts'
import type { NetParameters } from '../nets/fit-dense-net.ts'
import { Pacer } from '../pacing.ts'
import type { BackendName } from '../schema/index.ts'
import { requireClips, requireTwoClasses } from '../training/require-examples.ts'
import { sampleRows } from '../training/sample-rows.ts'
import { AudioCnnModel } from './audio-cnn-model.ts'
import type { BundleFiles, Classifier, FitOptions } from './classifier.ts'
import { ImageCnn } from './image-cnn.ts'
import { NotFitted } from './not-fitted.ts'

/** Clips at the most whose lengths say how wide pictures are. */
const measuredClips = 1000

/** The convolutional net of pictures over log-mel spectrograms, with augmentation that is fit for sounds. */
export class AudioCnn implements Classifier {
  readonly family = 'audio-cnn'
  private readonly net: ImageCnn
  private readonly seed: number
  private model: AudioCnnModel | null = null

  constructor(parameters: NetParameters) {
    this.net = new ImageCnn(parameters, putSpectrogram)
    this.seed = parameters.seed
  }

  get backend(): BackendName | null {
    return this.net.backend
  }

  async fit(train: Examples, options: FitOptions): Promise<void> {
    this.model = null
    const classes = options.labels.length
    const clips = requireClips(train, classes)
    requireTwoClasses(clips.labels)
    const held = options.validation && requireClips(options.validation, classes)
    const pacer = new Pacer(options.now, options.signal)
    const pictures = await this.learnPictures(clips, pacer)
    await this.net.fit(await drawAll(pictures, clips, pacer), {
      ...options,
      ...(held && { validation: await drawAll(pictures, held, pacer) }),
    })
    this.model = new AudioCnnModel(pictures, this.net.fitted())
  }

  async predictProba(examples: Examples): Promise<Float32Array> {
    if (this.model === null) throw new NotFitted()
    const { classes } = this.model
    const clips = requireClips(examples, classes)
    const out = new Float32Array(clips.labels.length * classes)
    await this.model.predictMany(
      Array.from(clips.labels, (_, row) => clipAt(clips, row)),
      out,
    )
    return out
  }

  save(): BundleFiles {
    if (this.model === null) throw new NotFitted()
    return this.model.save()
  }

  private async learnPictures(clips: AudioExamples, pacer: Pacer): Promise<SpectrogramPictures> {
    const ears = new ClipFeatures(clips.rate)
    const lengths: number[] = []
    for (const row of sampleRows(clips.labels.length, measuredClips, this.seed)) {
      const [begin, end] = ears.hear(clipAt(clips, row)).audible
      lengths.push(end - begin)
      if (pacer.due) await pacer.breathe()
    }
    return new SpectrogramPictures(pictureScaleOf(clips.rate, lengths))
  }
}

async function drawAll(
  pictures: SpectrogramPictures,
  clips: AudioExamples,
  pacer: Pacer,
): Promise<ImageExamples> {
  const { shape, size } = pictures
  const { labels, weights } = clips
  const pixels = new Uint8Array(labels.length * size)
  for (let row = 0; row < labels.length; row++) {
    pictures.draw(pictures.ears.hear(clipAt(clips, row)), pixels, row * size)
    if (pacer.due) await pacer.breathe()
  }
  return { kind: 'image', ...shape, pixels, labels, ...(weights && { weights }) }
}
