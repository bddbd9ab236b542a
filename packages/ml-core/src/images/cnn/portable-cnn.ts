import type { PortableNet, ShapedValues } from '../../export/portable-model.ts'
import type { Weights } from '../../nets/weights.ts'
import { putPixels } from './augment.ts'
import type { CnnHeader } from './cnn-header.ts'
import { planCnn } from './plan.ts'

/** The net as others can run it, the temperature folded into its last layer. */
export function portableCnn(header: CnnHeader, weights: Weights): PortableNet {
  const { width, height, channels, classes, inverseTemperature } = header
  const warmed = (values: Float32Array) => values.map((value) => value * inverseTemperature)
  return {
    kind: 'convolution',
    plan: planCnn(header),
    shape: { width, height, channels },
    weights: {
      ...weights,
      output: warmed(weights['output']),
      'output-bias': warmed(weights['output-bias']),
    },
    classes,
  }
}

/** One picture as the net reads it: 1 × height × width × channels. */
export function pictureInputs(
  picture: Uint8Array,
  header: Pick<CnnHeader, 'width' | 'height' | 'channels' | 'mean' | 'scale'>,
): Record<string, ShapedValues> {
  const { width, height, channels } = header
  const values = new Float32Array(picture.length)
  putPixels(picture, 0, picture.length, header, values, 0)
  return { inputs: { values, shape: [1, height, width, channels] } }
}
