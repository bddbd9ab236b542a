export { type ExampleInput, type Solution, type SolutionId, solutions } from './catalogue.ts'
