export { closeInvoiceInput, voidInvoice, writeOffInvoice } from './close-invoice.ts'
export {
  correctInvoice,
  correctInvoiceInput,
  previewCorrection,
  previewCorrectionInput,
} from './correct-invoice.ts'
export {
  correctionsInput,
  creditNoteIdInput,
  creditNotePaper,
  getInvoiceAsOperator,
  listCorrections,
} from './reads.ts'
