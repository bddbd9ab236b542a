export { feedbackAccuracy, feedbackAccuracyInput } from './accuracy.ts'
export { giveFeedback, giveFeedbackInput } from './give.ts'
export { settleFeedback } from './settle.ts'
