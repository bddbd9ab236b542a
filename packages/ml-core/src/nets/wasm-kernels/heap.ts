import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Tensorflow } from '../tensorflow.ts'

/**
 * Tensors as they lie in WebAssembly's memory. Making one may grow that memory, which detaches every view
 * taken before: a kernel makes its outputs first and takes its views afterwards.
 */
export class Heap {
  private readonly tf: Tensorflow
  private readonly backend: BackendWasm

  constructor(tf: Tensorflow, backend: BackendWasm) {
    this.tf = tf
    this.backend = backend
  }

  /** A float32 tensor that holds whatever lay there before. */
  make(shape: readonly number[]): TensorInfo {
    return this.backend.makeOutput([...shape], 'float32')
  }

  /** A view of a float32 tensor, good until the next tensor is made. */
  floats(tensor: TensorInfo): Float32Array {
    // float32 tensors lie on the heap as 32-bit floats.
    return this.backend.typedArrayFromHeap(tensor) as Float32Array
  }

  /** A view of an int32 tensor, good until the next tensor is made. */
  ints(tensor: TensorInfo): Int32Array {
    // int32 tensors lie on the heap as 32-bit integers.
    return this.backend.typedArrayFromHeap(tensor) as Int32Array
  }

  /** The same memory under another shape. */
  reshaped({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
    return { dataId, dtype, shape: [...shape] }
  }

  /** Runs another kernel of the backend; it must be one that makes a single tensor. */
  run(name: string, inputs: Record<string, TensorInfo>, attrs: NamedAttrMap): TensorInfo {
    const kernel = this.tf.getKernel(name, 'wasm')
    // The kernels that are run here make one tensor each.
    return kernel.kernelFunc({ inputs, attrs, backend: this.backend }) as TensorInfo
  }

  /** The product of a rows × inner and an inner × columns matrix. */
  matMul(a: TensorInfo, b: TensorInfo, rows: number, inner: number, columns: number): TensorInfo {
    const inputs = { a: this.reshaped(a, [1, rows, inner]), b: this.reshaped(b, [1, inner, columns]) }
    const product = this.run('BatchMatMul', inputs, { transposeA: false, transposeB: false })
    return this.reshaped(product, [rows, columns])
  }

  transpose(x: TensorInfo, perm: number[]): TensorInfo {
    return this.run('Transpose', { x }, { perm })
  }

  free(...tensors: readonly TensorInfo[]): void {
    for (const { dataId } of tensors) this.backend.disposeData(dataId)
  }
}

/** An input of a kernel; throws where it was not given. */
export function operand(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const tensor = inputs[name]
  if (tensor === undefined) throw new Error(`The kernel was called without ${name}.`)
  return tensor
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1)
}
