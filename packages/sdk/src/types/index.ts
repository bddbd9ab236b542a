export { writeTypes } from './write-types.ts'
