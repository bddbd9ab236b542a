export { listEndUsers, listEndUsersInput } from './list.ts'
export { endUserStatement, endUserStatementInput } from './statement.ts'
export { updateEndUser, updateEndUserInput } from './update.ts'
