import type { BatchMatMulAttrs, KernelConfig, TensorInfo } from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Tensorflow } from '../tensorflow.ts'
import { Heap, operand } from './heap.ts'

/**
 * A matrix product that transposes its operands before it multiplies: the backend's own product is an order
 * slower where it has to read an operand across.
 */
export function withExplicitTranspose(tf: Tensorflow, product: KernelConfig): KernelConfig {
  return {
    ...product,
    kernelFunc({ inputs, attrs, backend }) {
      // What the kernel is registered for: its attributes, on this backend.
      const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs
      const heap = new Heap(tf, backend as BackendWasm)
      const turned: TensorInfo[] = []
      const turn = (x: TensorInfo, asked: boolean): TensorInfo => {
        if (!asked) return x
        const result = heap.transpose(x, lastTwoSwapped(x.shape.length))
        turned.push(result)
        return result
      }
      const result = product.kernelFunc({
        inputs: {
          ...inputs,
          a: turn(operand(inputs, 'a'), transposeA),
          b: turn(operand(inputs, 'b'), transposeB),
        },
        attrs: { ...attrs, transposeA: false, transposeB: false },
        backend,
      })
      heap.free(...turned)
      return result
    },
  }
}

function lastTwoSwapped(rank: number): number[] {
  const perm = Array.from({ length: rank }, (_, axis) => axis)
  perm[rank - 2] = rank - 1
  perm[rank - 1] = rank - 2
  return perm
}
