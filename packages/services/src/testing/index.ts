export { addEngagement } from './engagement.ts'
export { openTestServices, type TestServices, testWebhookSecret } from './fixture.ts'
export {
  addCall,
  addDatasetVersion,
  addInvoice,
  addLabellingItem,
  addModelVersion,
  addNextModelVersion,
  type ModelLineage,
  textManifest,
  textProfile,
  textReport,
} from './lineage.ts'
export { openMemoryStore } from './memory-store.ts'
export { putOnPlan } from './put-on-plan.ts'
