export { type ExportedModule, fromModule } from './browser-model.ts'
export { OfflineAssay, type OfflineModel, type OfflineOptions } from './predict-offline.ts'
