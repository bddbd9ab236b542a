export { amountText } from './amount-text.ts'
export { getSpendCap, setSpendCap, setSpendCapInput } from './cap.ts'
export { explainRefusal } from './explain-refusal.ts'
export { warnOfSpend } from './warn.ts'
