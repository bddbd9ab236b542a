export {
  acceptDispute,
  acceptDisputeInput,
  submitDisputeEvidence,
  submitEvidenceInput,
} from './answer-dispute.ts'
