export { marginUncertainty, pickRows, sketchRow } from './order-rows.ts'
