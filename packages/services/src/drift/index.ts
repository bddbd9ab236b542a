export { claimDriftDue, type DriftOrder } from './claim-due.ts'
export { keepMeasurement } from './keep-measurement.ts'
export { getDrift, getDriftInput } from './read-drift.ts'
export {
  findSketchOrder,
  recordSketches,
  type SketchOrder,
  type SketchTarget,
  sweepDrift,
} from './record-sketches.ts'
export {
  measureDriftNow,
  measureDriftNowInput,
  updateDrift,
  updateDriftInput,
} from './settings.ts'
