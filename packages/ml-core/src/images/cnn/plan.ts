import type { WeightShapes } from '../../nets/weights.ts'
import type { ImageShape } from '../image-features.ts'

/** One convolution of 3 × 3 with relu, and pooling of 2 × 2 after it where the map is large enough. */
export interface ConvStage {
  inputs: number
  outputs: number
  stride: 1 | 2
  pooled: boolean
  /** Of what the convolution reads. */
  height: number
  width: number
}

export interface CnnPlan {
  stages: ConvStage[]
  /** Values that the last stage gives. */
  features: number
}

/** Along each side of a filter. */
export const field = 3
const outputsOf = [32, 48, 64, 96, 128]
/** From this shorter side on, the first filters look at every other place only. */
const largeSide = 48
/** Up to this shorter side, nothing is pooled at first. */
const smallSide = 10
/** A map of this shorter side is not pooled any more. */
const leastSide = 4

/** Convolutions and pooling down to a map of few places (in the manner of VGG, Simonyan & Zisserman 2015). */
export function planCnn(shape: ImageShape): CnnPlan {
  const stages: ConvStage[] = []
  let { height, width } = shape
  let inputs: number = shape.channels
  for (const outputs of outputsOf) {
    const shorter = Math.min(height, width)
    if (stages.length >= 2 && shorter <= leastSide) break
    const first = stages.length === 0
    const stride = first && shorter >= largeSide ? 2 : 1
    const pooled = shorter > leastSide && !(first && shorter <= smallSide)
    stages.push({ inputs, outputs, stride, pooled, height, width })
    const after = (side: number) => {
      const seen = Math.ceil(side / stride)
      return pooled ? Math.floor(seen / 2) : seen
    }
    height = after(height)
    width = after(width)
    inputs = outputs
  }
  return { stages, features: height * width * inputs }
}

export function cnnShapes({ stages, features }: CnnPlan, classes: number): WeightShapes {
  const shapes: Record<string, number[]> = {}
  stages.forEach(({ inputs, outputs }, s) => {
    shapes[`filter-${s}`] = [field, field, inputs, outputs]
    shapes[`filter-${s}-bias`] = [outputs]
  })
  shapes['output'] = [features, classes]
  shapes['output-bias'] = [classes]
  return shapes
}
