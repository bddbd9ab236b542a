export { type CallRecord, keepCalls } from './keep.ts'
export { getRequest, listRequests, listRequestsInput, requestId } from './list.ts'
export { maskInput } from './mask-input.ts'
export { sweepCalls } from './sweep.ts'
