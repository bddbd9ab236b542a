export type { PackModel } from './contents.ts'
export { makeTakeout } from './make.ts'
export { listTakeouts, openTakeout, openTakeoutInput, startTakeout, sweepTakeouts } from './manage.ts'
