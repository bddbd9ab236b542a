import type {
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  KernelConfig,
  MaxPoolGradAttrs,
  NamedAttrMap,
  TensorInfo,
  UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { Tensorflow } from '../tensorflow.ts'
import { convFilterGradient } from './conv-filter-gradient.ts'
import { convInputGradient } from './conv-input-gradient.ts'
import { withExplicitTranspose } from './explicit-transpose.ts'
import { Heap, operand } from './heap.ts'
import { maxPoolGradient } from './max-pool-gradient.ts'
import { segmentSum } from './segment-sum.ts'

type Operands = Record<string, TensorInfo>
type Compute = (heap: Heap, operands: Operands, attrs: NamedAttrMap) => TensorInfo

const installed = new WeakSet<object>()

/**
 * Gives the WebAssembly backend what it lacks to train convolutions and embeddings, and puts right or speeds
 * up what it has. Once per tensorflow.js; the backend must be registered.
 */
export function installTrainingKernels(tf: Tensorflow): void {
  if (installed.has(tf.registerKernel)) return
  installed.add(tf.registerKernel)
  for (const name of ['BatchMatMul', '_FusedMatMul'])
    replace(tf, withExplicitTranspose(tf, tf.getKernel(name, 'wasm')))
  // The attributes are those that tensorflow.js calls the kernel of that name with.
  provide(tf, 'Conv2DBackpropFilter', ['x', 'dy'], (heap, { x, dy }, attrs) =>
    convFilterGradient(tf, heap, x, dy, attrs as unknown as Conv2DBackpropFilterAttrs),
  )
  provide(tf, 'Conv2DBackpropInput', ['dy', 'filter'], (heap, { dy, filter }, attrs) =>
    convInputGradient(tf, heap, dy, filter, attrs as unknown as Conv2DBackpropInputAttrs),
  )
  provide(tf, 'MaxPoolGrad', ['dy', 'input'], (heap, { dy, input }, attrs) =>
    maxPoolGradient(tf, heap, dy, input, attrs as unknown as MaxPoolGradAttrs),
  )
  provide(tf, 'UnsortedSegmentSum', ['x', 'segmentIds'], (heap, { x, segmentIds }, attrs) =>
    segmentSum(heap, x, segmentIds, (attrs as unknown as UnsortedSegmentSumAttrs).numSegments),
  )
}

function provide(tf: Tensorflow, kernelName: string, names: readonly string[], compute: Compute): void {
  replace(tf, {
    kernelName,
    backendName: 'wasm',
    kernelFunc({ inputs, attrs, backend }) {
      const operands: Operands = {}
      for (const name of names) operands[name] = operand(inputs, name)
      for (const { dtype } of Object.values(operands))
        if (dtype !== 'float32' && dtype !== 'int32')
          throw new Error(`${kernelName} takes no tensors of type ${dtype}.`)
      const layout = attrs?.['dataFormat'] ?? 'NHWC'
      if (layout !== 'NHWC') throw new Error(`${kernelName} reads NHWC, not ${layout}.`)
      // Registered for the WebAssembly backend alone.
      return compute(new Heap(tf, backend as BackendWasm), operands, attrs ?? {})
    },
  })
}

function replace(tf: Tensorflow, kernel: KernelConfig): void {
  if (tf.getKernel(kernel.kernelName, kernel.backendName))
    tf.unregisterKernel(kernel.kernelName, kernel.backendName)
  tf.registerKernel(kernel)
}
