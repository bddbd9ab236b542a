import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type { BackendName } from '../schema/index.ts'
import type { Tensorflow } from './tensorflow.ts'
import { installTrainingKernels } from './wasm-kernels/install-training-kernels.ts'
import { type ImportPackage, webgpuRung } from './webgpu-rung.ts'

/** One way to run tensorflow.js, and how to bring it up. */
export interface Rung {
  name: BackendName
  /** Makes it the one that computes, however often it is called; throws where it is not to be had. */
  load(): Promise<Tensorflow>
  /** What it computes on, once loaded; null where nobody can tell. */
  adapter?(): string | null
}

/** Why a rung did not load, in one line for people: without the folders of the machine, which are its owner's. */
export function refusalOf(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n')
  if (/^Cannot find (package|module) '@?[\w/-]+'/.test(line)) return 'Not installed.'
  return line.replace(/(?:[A-Za-z]:)?[\\/][^\s'":]*[\\/]/g, '')
}

export interface LadderOptions {
  importPackage?: ImportPackage
  /** Takes a WebGPU driver that computes on the processor, too. For tests. */
  allowSoftwareAdapters?: boolean
}

/** Named in a variable, so that a bundler leaves the optional packages to the running process. */
const importInstalled: ImportPackage = (name) => import(name)

/** The ladder, best first. The last one is for where nothing else is. */
export function rungs(options: LadderOptions = {}): Rung[] {
  const { importPackage = importInstalled, allowSoftwareAdapters = false } = options
  return [
    { name: 'tfjs-node-gpu', load: () => loadCuda(importPackage) },
    webgpuRung(loadTensorflow, importPackage, allowSoftwareAdapters),
    { name: 'tfjs-node', load: () => loadNative('@tensorflow/tfjs-node', importPackage) },
    { name: 'wasm', load: loadWasm },
    { name: 'cpu', load: loadPlain },
  ]
}

async function loadCuda(importPackage: ImportPackage): Promise<Tensorflow> {
  const tf = await loadNative('@tensorflow/tfjs-node-gpu', importPackage)
  // A property of the native packages' backend, which falls to the processor in silence.
  const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean }
  if (isUsingGpuDevice === false) throw new Error('No CUDA device is there.')
  return tf
}

/** The native addons register themselves as the backend `tensorflow`. */
async function loadNative(name: string, importPackage: ImportPackage): Promise<Tensorflow> {
  await restoreRemovedUtilities()
  // The native packages re-export all of tensorflow.js, as their documentation promises; whether by name or
  // only on the default export depends on how Node reads their CommonJS.
  const loaded = (await importPackage(name)) as Partial<Tensorflow> & { default?: Tensorflow }
  const tf = loaded.setBackend === undefined ? loaded.default : (loaded as Tensorflow)
  if (tf === undefined) throw new Error(`${name} is not tensorflow.js.`)
  if (!(await tf.setBackend('tensorflow'))) throw new Error(`${name} refused to start.`)
  await tf.ready()
  return tf
}

/** tfjs-node still calls two functions that Node 23 removed from `util`. */
async function restoreRemovedUtilities(): Promise<void> {
  // The mutable CommonJS module object: that is where the native package looks them up.
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  util['isArray'] ??= Array.isArray
}

async function loadWasm(): Promise<Tensorflow> {
  const tf = await loadTensorflow()
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))
  // The paths must be known before the backend is first made.
  wasm.setWasmPaths(join(folder, sep))
  if (!(await tf.setBackend('wasm'))) throw new Error('The WebAssembly backend refused to start.')
  await tf.ready()
  installTrainingKernels(tf)
  return tf
}

async function loadPlain(): Promise<Tensorflow> {
  const tf = await loadTensorflow()
  if (!(await tf.setBackend('cpu'))) throw new Error('The plain backend refused to start.')
  await tf.ready()
  return tf
}

async function loadTensorflow(): Promise<Tensorflow> {
  const tf = await import('@tensorflow/tfjs')
  tf.enableProdMode()
  return tf
}
