import { type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts'

/** Features whose sums one pass over the rows may add to. */
export const passWidths = [8, 4, 2, 1] as const
export type PassWidth = (typeof passWidths)[number]

/**
 * For every row of `order` adds its pair of 64-bit floats to the slot of its bin, in the histograms of as many
 * features as the kernel is wide. All arguments are addresses in bytes: pairs, then order and its end, then
 * of each feature the rows' bins and the first slot.
 */
export type HistogramKernel = (pairs: number, order: number, orderEnd: number, ...features: number[]) => void

export type HistogramKernels = Record<PassWidth, HistogramKernel>

const i32 = 0x7f
const v128 = 0x7b
const localGet = 0x20
const localSet = 0x21
const i32Const = 0x41
const i32Add = 0x6a
/** WebAssembly's two-lane addition reads, adds and writes gradient and second derivative at once. */
const f64x2Add = [0xfd, 0xf0, 0x01]
const fixedArguments = 3

let compiled: WasmModule | null = null

/** The kernels over a memory, of which they are compiled once for all. */
export function histogramKernels(memory: WasmMemory): HistogramKernels {
  compiled ??= new webAssembly.Module(assemble())
  const { exports } = new webAssembly.Instance(compiled, { env: { memory } })
  const kernel = (width: PassWidth): HistogramKernel => {
    const exported = exports[`add${width}`]
    if (typeof exported !== 'function') throw new Error(`The module lacks its kernel of width ${width}.`)
    // What `assemble` exports under these names takes numbers and returns nothing.
    return exported as HistogramKernel
  }
  return { 8: kernel(8), 4: kernel(4), 2: kernel(2), 1: kernel(1) }
}

/** A module in WebAssembly's binary format (core specification, chapter 5) with one function per width. */
function assemble(): Uint8Array<ArrayBuffer> {
  const types = passWidths.map((width) => [0x60, ...list(argumentsOf(width).map(() => [i32])), 0])
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 0x00]
  const names = passWidths.map((width, at) => [...text(`add${width}`), 0x00, at])
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list(passWidths.map((_, at) => [at]))),
    ...section(7, list(names)),
    ...section(10, list(passWidths.map(functionBody))),
  ])
}

function argumentsOf(width: PassWidth): number[] {
  return Array.from({ length: fixedArguments + 2 * width }, (_, argument) => argument)
}

function functionBody(width: PassWidth): number[] {
  const [pairs, order, orderEnd] = argumentsOf(width)
  const row = fixedArguments + 2 * width
  const slot = row + 1
  const pair = row + 2
  const body = [
    ...list([
      [2, i32],
      [1, v128],
    ]),
    // block, loop: leave the block once there are no rows.
    ...[0x02, 0x40, 0x03, 0x40, localGet, order, localGet, orderEnd, 0x4f, 0x0d, 1],
    ...[localGet, order, ...load(0x28, 2), localSet, row],
    ...[localGet, pairs, 0xfd, 0x00, 3, 0, localSet, pair],
  ]
  for (let feature = 0; feature < width; feature++) {
    const bins = fixedArguments + 2 * feature
    // slot = first slot + 16 · bin
    body.push(localGet, bins + 1, localGet, bins, localGet, row, i32Add, ...load(0x2d, 0))
    body.push(i32Const, 4, 0x74, i32Add, localSet, slot)
    body.push(localGet, slot, localGet, slot, 0xfd, 0x00, 3, 0, localGet, pair, ...f64x2Add)
    body.push(0xfd, 0x0b, 3, 0)
  }
  body.push(localGet, order, i32Const, 4, i32Add, localSet, order)
  body.push(localGet, pairs, i32Const, 16, i32Add, localSet, pairs)
  body.push(0x0c, 0, 0x0b, 0x0b, 0x0b)
  return [...number(body.length), ...body]
}

function load(operation: number, alignment: number): number[] {
  return [operation, alignment, 0]
}

function section(id: number, contents: number[]): number[] {
  return [id, ...number(contents.length), ...contents]
}

function list(items: readonly number[][]): number[] {
  return [...number(items.length), ...items.flat()]
}

function text(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)]
}

/** Unsigned LEB128. */
function number(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(value >>> 7)]
}
