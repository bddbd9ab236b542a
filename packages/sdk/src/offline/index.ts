export { type ExportedModule, fromModule } from './browser-model.ts'
export { type ExportedFeaturizer, fromOnnx, type OnnxOptions, type OnnxRuntime } from './onnx-model.ts'
export { OfflineAssay, type OfflineModel, type OfflineOptions } from './predict-offline.ts'
