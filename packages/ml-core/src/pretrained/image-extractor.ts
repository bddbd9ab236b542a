import { sha256 } from '../bundle/sha256.ts'
import type { ImageShape } from '../images/image-features.ts'
import { type OnnxSession, openSession } from '../onnx/onnx-runtime.ts'
import { readGraphModel } from './graph-model.ts'
import { PretrainedMissing, type PretrainedName, pretrainedGeneration, readPretrained } from './pretrained.ts'
import { writeExtractor } from './write-extractor.ts'

export const imageExtractorName: PretrainedName = 'mobilenet-v2-140'

/**
 * Widened layers in the middle of MobileNetV2 (Sandler et al. 2018): what they see tells more of pictures of
 * another kind than the last layers, which serve the classes that the net was trained for. Pixels of the
 * stretched picture along one side of a place of each layer's map.
 */
const layers = [
  { ending: 'expanded_conv_10/expand/Relu6', stride: 16 },
  { ending: 'expanded_conv_13/expand/Relu6', stride: 16 },
  { ending: 'expanded_conv_14/expand/Relu6', stride: 32 },
] as const

/** Between these the shorter side is made larger, by so much: small pictures tell the net more then. */
const leastSide = 96
const mostSide = 160
const enlargement = 1.6

/** What one layer sees of one picture. */
export interface FeatureMap {
  channels: number
  height: number
  width: number
  /** Channels × height × width. */
  values: Float32Array
}

/** A convolutional net trained by others on photographs, which turns pictures into features. */
export class ImageExtractor {
  readonly name = imageExtractorName
  /** Of the net and its weights, hex. */
  readonly sha256: string
  private readonly session: OnnxSession

  constructor(session: OnnxSession, hash: string) {
    this.session = session
    this.sha256 = hash
  }

  /** The maps of every picture, layer by layer; `pictures` are bytes of the shape. */
  async look(pictures: readonly Uint8Array[], shape: ImageShape): Promise<FeatureMap[][]> {
    const { width, height } = shape
    const pixels = new Uint8Array(pictures.length * width * height * 3)
    pictures.forEach((picture, i) => {
      putColours(picture, shape, pixels, i * width * height * 3)
    })
    const [tall, wide] = stretchedSize(shape)
    const outputs = await this.session.run({
      pixels: { values: pixels, shape: [pictures.length, height, width, 3] },
      size: { values: BigInt64Array.from([pictures.length, 3, tall, wide], BigInt), shape: [4] },
    })
    return pictures.map((_, i) =>
      layers.map(({ stride }, layer) => {
        const values = outputs[`map${layer}`]
        const size = values.length / pictures.length
        const [mapHeight, mapWidth] = [Math.ceil(tall / stride), Math.ceil(wide / stride)]
        return {
          channels: size / (mapHeight * mapWidth),
          height: mapHeight,
          width: mapWidth,
          values: values.subarray(i * size, (i + 1) * size),
        }
      }),
    )
  }
}

let opened: { generation: number; extractor: Promise<ImageExtractor> } | null = null

/** The one extractor that all models of this process share. Throws `PretrainedMissing`. */
export async function openImageExtractor(): Promise<ImageExtractor> {
  const generation = pretrainedGeneration()
  if (opened?.generation !== generation) opened = { generation, extractor: open() }
  const own = opened
  try {
    return await own.extractor
  } catch (error) {
    // Asked again, it is tried again.
    if (opened === own) opened = null
    throw error
  }
}

async function open(): Promise<ImageExtractor> {
  const files = await readPretrained(imageExtractorName)
  const model = writeExtractor(
    readGraphModel(files),
    layers.map(({ ending }) => ending),
  )
  const session = await openSession(model)
  if (session === null) throw new PretrainedMissing('ONNX Runtime')
  return new ImageExtractor(session, sha256(JSON.stringify(files.model) + sha256(files.weights)))
}

function stretchedSize({ width, height }: ImageShape): [height: number, width: number] {
  const shorter = Math.min(width, height)
  const scale = Math.min(mostSide, Math.max(leastSide, enlargement * shorter)) / shorter
  return [Math.round(height * scale), Math.round(width * scale)]
}

function putColours(picture: Uint8Array, { channels }: ImageShape, out: Uint8Array, at: number): void {
  if (channels === 3) out.set(picture, at)
  else for (let i = 0; i < picture.length; i++) out.fill(picture[i], at + 3 * i, at + 3 * i + 3)
}
