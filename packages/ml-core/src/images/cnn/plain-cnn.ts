import { softmaxInto } from '../../calibration/temperature.ts'
import type { BundleFiles } from '../../classifiers/classifier.ts'
import type { Weights } from '../../nets/weights.ts'
import { putPixels } from './augment.ts'
import { type CnnHeader, readCnn } from './cnn-header.ts'
import { CnnNet } from './cnn-net.ts'
import { planCnn } from './plan.ts'

/** A convolutional net over pictures that answers at once, on typed arrays alone: what runs in a page. */
export class PlainCnn {
  private readonly header: CnnHeader
  private readonly net: CnnNet
  private readonly numbers: Float32Array

  private constructor(header: CnnHeader, weights: Weights) {
    this.header = header
    this.net = new CnnNet(planCnn(header), weights, header.classes)
    this.numbers = new Float32Array(header.width * header.height * header.channels)
  }

  static load(files: BundleFiles): PlainCnn {
    const { header, weights } = readCnn(files)
    return new PlainCnn(header, weights)
  }

  predictInto(picture: Uint8Array, out: Float32Array, at: number): void {
    const { header, net, numbers } = this
    putPixels(picture, 0, numbers.length, header, numbers, 0)
    softmaxInto(net.forward(numbers), header.classes, header.inverseTemperature, out, at)
  }
}
