export { closeInvoiceInput, voidInvoice, writeOffInvoice } from './close-invoice.ts'
export {
  correctInvoice,
  correctInvoiceInput,
  previewCorrection,
  previewCorrectionInput,
} from './correct-invoice.ts'
export { creditNoteIdInput, creditNotePaper } from './credit-note-paper.ts'
export { correctionsInput, getInvoiceAsOperator, listCorrections } from './reads.ts'
export {
  getRefundableTopUp,
  refundTopUp,
  refundTopUpInput,
  topUpIdInput,
} from './refund-top-up.ts'
