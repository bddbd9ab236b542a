import { toast } from 'sonner'
import { describeError } from '../lib/errors.ts'

/** For a failure that has no form of its own to stand in. */
export const toastError = (error: unknown): void => {
  toast.error(describeError(error).message)
}
/** For what was done but for a part, in whole sentences. */
export const toastFailed = (message: string): void => {
  toast.error(message)
}
export const toastDone = (message: string): void => {
  toast.success(message)
}
