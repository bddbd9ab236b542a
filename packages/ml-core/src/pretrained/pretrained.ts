import { MlError } from '../errors.ts'

/** Nets that others have trained, by the name under which a bundle asks for them. */
export type PretrainedName = 'mobilenet-v2-140' | 'use-lite-en'

/** A net as tensorflow.js stores it. */
export interface PretrainedFiles {
  /** What stands in its `model.json`. */
  model: unknown
  /** Its weight files, one after the other. */
  weights: Uint8Array
  /** Of a net that reads texts: pieces with their log probabilities. */
  vocabulary?: unknown
}

/** Reads a net from wherever this process has it; throws where it has none. */
export type PretrainedLoader = () => Promise<PretrainedFiles>

/** A pretrained net, or what runs it, is not installed here. */
export class PretrainedMissing extends MlError {
  constructor(what: string, options?: ErrorOptions) {
    super('backend_unavailable', `Needs ${what}, which is not installed here.`, options)
    this.name = 'PretrainedMissing'
  }
}

const loaders = new Map<PretrainedName, PretrainedLoader>()
let generation = 0

/** Tells where a net is to be had; a process does so once, when it starts. */
export function providePretrained(name: PretrainedName, load: PretrainedLoader): void {
  loaders.set(name, load)
  generation++
}

/** Changes whenever another net is provided: what was opened before is then out of date. */
export function pretrainedGeneration(): number {
  return generation
}

/** Throws `PretrainedMissing`. */
export async function readPretrained(name: PretrainedName): Promise<PretrainedFiles> {
  const load = loaders.get(name)
  if (load === undefined) throw new PretrainedMissing(`the pretrained net ${name}`)
  try {
    return await load()
  } catch (error) {
    throw new PretrainedMissing(`the pretrained net ${name}`, { cause: error })
  }
}
