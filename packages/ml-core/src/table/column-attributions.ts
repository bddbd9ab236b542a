import type { Attribution } from '../schema/index.ts'
import type { TableEncoder } from './table-encoder.ts'

/** Adds up contributions of inputs to those of their columns, strongest first. */
export function attributeToColumns(encoder: TableEncoder, perInput: ArrayLike<number>): Attribution[] {
  return encoder.specs
    .map((spec, c) => {
      const end = encoder.starts[c + 1] ?? encoder.width
      let weight = 0
      for (let i = encoder.starts[c]; i < end; i++) weight += perInput[i]
      return { feature: spec.name, weight }
    })
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}
