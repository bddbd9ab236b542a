export {
  endCanary,
  moveCanary,
  moveCanaryInput,
  promoteCanary,
  setShadow,
  setShadowInput,
  startCanary,
  startCanaryInput,
} from './canary.ts'
export { compareTraffic } from './compare.ts'
export { recordTraffic, type TrafficCounts } from './counts.ts'
export { type DataHandling, updateDataHandling, updateDataHandlingInput } from './data-handling.ts'
export {
  endDedicated,
  endDedicatedInput,
  listDedicated,
  listDedicatedInput,
  setDedicated,
  setDedicatedInput,
} from './dedicate.ts'
export { findGoldOrder, type GoldOrder, keepGold, type ModelToScore } from './gold.ts'
export { judgeCanaries } from './judge-canaries.ts'
export { latencyStep } from './latencies.ts'
export {
  createDeployment,
  createDeploymentInput,
  deploy,
  deployInput,
  deploymentId,
  startDeployment,
  stopDeployment,
} from './manage.ts'
export { getDeployment, listDeployments, listDeploymentsInput } from './read.ts'
export { getFigures, getFiguresInput } from './read-figures.ts'
export { type FigureCounts, recordFigures, sweepFigures } from './record-figures.ts'
export { findServedDeployment, type ServedDeployment, type ServedVersion } from './served.ts'
export { slaReport, slaReportAsOperator } from './sla.ts'
export { withdrawBroken } from './withdraw-broken.ts'
