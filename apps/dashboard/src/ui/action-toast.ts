import { toast } from 'sonner'
import { describeError } from '../lib/errors.ts'

/** Long enough to read, to be startled and to reach for the button. */
const undoMs = 8_000

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
/** What was done at once, because it can be taken back. */
export const toastUndo = (message: string, undo: () => unknown): void => {
  toast.success(message, {
    duration: undoMs,
    action: {
      label: 'Undo',
      onClick: () => void Promise.resolve().then(undo).catch(toastError),
    },
  })
}
