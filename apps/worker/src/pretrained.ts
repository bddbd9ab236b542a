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

/** Tells the classifiers where this process finds the nets that others have trained. */
export const provideInstalledNets = (): void => {
  providePretrained('mobilenet-v2-140', readMobileNet)
}
