export { type Decide, makeDecide } from './decide.ts'
export { readAnswers } from './read-answers.ts'
