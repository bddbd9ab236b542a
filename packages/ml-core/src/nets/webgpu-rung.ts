import type { Rung } from './rungs.ts'
import type { Tensorflow } from './tensorflow.ts'

/** Imports a package by name; a test can put a fake in its place. */
export type ImportPackage = (name: string) => Promise<unknown>

/** What is used of an adapter's description; see “GPUAdapterInfo” of the WebGPU specification. */
interface AdapterInfo {
  vendor?: string
  architecture?: string
  device?: string
  description?: string
  isFallbackAdapter?: boolean
}

interface Gpu {
  requestAdapter(options?: { powerPreference: string }): Promise<{ info?: AdapterInfo } | null>
}

interface WebgpuPackage {
  create(options: string[]): Gpu
  globals: object
}

/** Rasterisers and compute drivers that run on the processor and are slower than WebAssembly. */
const softwareDrivers = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i

/** Kept for the life of the process: its collection would take the device away. */
let kept: { gpu: Gpu; adapter: string } | null = null

/**
 * tensorflow.js on a GPU of any vendor: Dawn, as the package `webgpu` brings it, below the WebGPU backend. An
 * adapter that computes on the processor is refused unless `allowSoftware`, which is for tests.
 */
export function webgpuRung(
  loadTensorflow: () => Promise<Tensorflow>,
  importPackage: ImportPackage,
  allowSoftware: boolean,
): Rung {
  let adapter: string | null = null
  return {
    name: 'webgpu',
    adapter: () => adapter,
    async load() {
      kept ??= await openGpu(importPackage)
      if (softwareDrivers.test(kept.adapter) && !allowSoftware)
        throw new Error(`${kept.adapter} computes on the processor.`)
      const tf = await loadTensorflow()
      // It registers itself only where it finds `navigator.gpu` at its import.
      await importPackage('@tensorflow/tfjs-backend-webgpu')
      if (!(await tf.setBackend('webgpu'))) throw new Error('The WebGPU backend refused to start.')
      await tf.ready()
      adapter = kept.adapter
      return tf
    },
  }
}

async function openGpu(importPackage: ImportPackage): Promise<{ gpu: Gpu; adapter: string }> {
  // The two exports that the package documents.
  const { create, globals } = (await importPackage('webgpu')) as WebgpuPackage
  Object.assign(globalThis, globals)
  const gpu = create([])
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new Error('No GPU is reached by Vulkan, Metal or Direct3D 12.')
  if (!('navigator' in globalThis))
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true, writable: true })
  Object.defineProperty(Reflect.get(globalThis, 'navigator'), 'gpu', { value: gpu, configurable: true })
  return { gpu, adapter: adapterName(adapter.info ?? {}) }
}

/** For people and for the check of software drivers: everything that the driver tells. */
export function adapterName({
  vendor,
  architecture,
  device,
  description,
  isFallbackAdapter,
}: AdapterInfo): string {
  const maker = [vendor, architecture].filter(Boolean).join(' ')
  const name = description || device || 'GPU'
  return `${name}${maker && ` (${maker})`}${isFallbackAdapter ? ', software' : ''}`
}
