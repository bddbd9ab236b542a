export { marginUncertainty, orderRows, sketchRow } from './order-rows.ts'
