export { type DataHandling, updateDataHandling, updateDataHandlingInput } from './data-handling.ts'
export {
  createDeployment,
  createDeploymentInput,
  deploy,
  deployInput,
  deploymentId,
  startDeployment,
  stopDeployment,
} from './manage.ts'
export { findServedDeployment, getDeployment, listDeployments, type ServedDeployment } from './read.ts'
