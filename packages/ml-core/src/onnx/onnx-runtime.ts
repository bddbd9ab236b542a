import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ShapedValues } from '../export/portable-model.ts'

/** A model that has been read by ONNX Runtime. */
export interface OnnxSession {
  /** Throws where an input is missing or of another shape. */
  run(inputs: Record<string, ShapedValues>): Promise<Record<string, Float32Array>>
  dispose(): Promise<void>
}

type Runtime = typeof import('onnxruntime-node')

/** Named in a variable, so that a bundler leaves the optional package to the running process. */
const packageName = 'onnxruntime-node'

let loading: Promise<Runtime | null> | null = null

/** ONNX Runtime, or null where its package is not installed or does not fit the machine. */
function loadRuntime(): Promise<Runtime | null> {
  loading ??= importRuntime()
  return loading
}

async function importRuntime(): Promise<Runtime | null> {
  try {
    // A CommonJS package: its exports lie on `default`, or by name as well, as Node finds them.
    const loaded = (await import(packageName)) as Runtime & { default?: Runtime }
    return loaded.default ?? loaded
  } catch {
    return null
  }
}

/** Whether models can be run by ONNX Runtime here. */
export async function onnxRuntimeWorks(): Promise<boolean> {
  return (await loadRuntime()) !== null
}

/**
 * Reads a model for the processor, on one thread of its own: many models share a machine, and a small net
 * takes less time than threads take to meet. Null where there is no ONNX Runtime; throws for a model that it refuses.
 */
export async function openSession(model: Uint8Array): Promise<OnnxSession | null> {
  const runtime = await loadRuntime()
  if (runtime === null) return null
  const session = await runtime.InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  return {
    async run(inputs) {
      const feeds: Record<string, Tensor> = {}
      // The kind of array says of what type the tensor is; the declaration has one signature for each.
      for (const [name, { values, shape }] of Object.entries(inputs))
        feeds[name] = new runtime.Tensor(values as Float32Array, shape)
      return floatsOf(await session.run(feeds))
    },
    dispose: () => session.release(),
  }
}

function floatsOf(outputs: InferenceSession.OnnxValueMapType): Record<string, Float32Array> {
  const floats: Record<string, Float32Array> = {}
  for (const [name, value] of Object.entries(outputs))
    if ('data' in value && value.data instanceof Float32Array) floats[name] = value.data
  return floats
}
