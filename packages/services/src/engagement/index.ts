export {
  acceptQuote,
  acceptQuoteInput,
  declineQuote,
  declineQuoteInput,
} from './answer-quote.ts'
export {
  addAttachment,
  addAttachmentInput,
  attachmentIdInput,
  type Download,
  openAttachment,
  openAttachmentAsOperator,
  removeAttachment,
} from './attachment.ts'
export {
  acceptChange,
  acceptChangeInput,
  declineChange,
  declineChangeInput,
  proposeChange,
  proposeChangeInput,
  withdrawChange,
  withdrawChangeInput,
} from './change.ts'
export {
  comment,
  commentAsOperator,
  commentInput,
  entriesInput,
  listEntries,
  listEntriesAsOperator,
} from './comment.ts'
export { expireQuote } from './expire-quote.ts'
export {
  linkDeliverable,
  linkDeliverableInput,
  unlinkDeliverable,
  unlinkDeliverableInput,
} from './link.ts'
export { mailEntry } from './mail-entry.ts'
export {
  acceptMilestone,
  acceptMilestoneInput,
  askForChanges,
  askForChangesInput,
  moveMilestone,
  moveMilestoneInput,
} from './milestone.ts'
export { quotePaper, quotePaperAsOperator, quotePaperInput } from './quote-paper.ts'
export {
  engagementPipeline,
  getEngagement,
  getEngagementAsOperator,
  listEngagements,
  listEngagementsAsOperator,
  listEngagementsAsOperatorInput,
} from './reads.ts'
export {
  cancelEngagement,
  engagementIdInput,
  requestEngagement,
  requestEngagementInput,
} from './request.ts'
export { sendEngagementInvoice } from './send-invoice.ts'
export {
  addTask,
  addTaskInput,
  removeTask,
  removeTaskInput,
  updateTask,
  updateTaskInput,
} from './task.ts'
export { saveQuote, saveQuoteInput, sendQuote, sendQuoteInput } from './write-quote.ts'
