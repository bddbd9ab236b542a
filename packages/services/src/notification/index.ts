export { listMailChoices, setMailChoice, setMailChoiceInput } from './choices.ts'
export { sendDigests } from './digest.ts'
