import type { PortableNet, ShapedValues } from '../export/portable-model.ts'

/** A net's inputs as its graph in tensorflow.js takes them: token numbers are padded to the longest length. */
export function tfjsInputs(
  net: PortableNet,
  inputs: Record<string, ShapedValues>,
): Record<string, ShapedValues> {
  const { ids } = inputs
  if (net.kind !== 'sequence' || ids === undefined) return inputs
  const { longest } = net.architecture
  const padded = new Int32Array(longest)
  ids.values.forEach((id, place) => {
    padded[place] = Number(id)
  })
  return { ids: { values: padded, shape: [1, longest] } }
}
