import { arrayBytes, readFloats } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import type { DenseLayer } from './dense-net.ts'

/** The layers as files, `prefix` before their names. */
export function layerFiles(layers: readonly DenseLayer[], prefix = ''): BundleFiles {
  const files: BundleFiles = {}
  layers.forEach((layer, l) => {
    files[`${prefix}layer-${l}-kernel.f32`] = arrayBytes(layer.kernel)
    files[`${prefix}layer-${l}-bias.f32`] = arrayBytes(layer.bias)
  })
  return files
}

/** Reads layers of the given sizes back; throws `ArtifactCorrupt`. */
export function readLayers(files: BundleFiles, sizes: readonly number[], prefix = ''): DenseLayer[] {
  const layers: DenseLayer[] = []
  for (let l = 0; l + 1 < sizes.length; l++) {
    const inputs = sizes[l]
    const outputs = sizes[l + 1]
    layers.push({
      inputs,
      outputs,
      kernel: readFloats(files, `${prefix}layer-${l}-kernel.f32`, inputs * outputs),
      bias: readFloats(files, `${prefix}layer-${l}-bias.f32`, outputs),
    })
  }
  return layers
}

export function layerSizes(layers: readonly DenseLayer[]): number[] {
  return [layers[0].inputs, ...layers.map((layer) => layer.outputs)]
}
