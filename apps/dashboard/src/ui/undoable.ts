import { toastError, toastUndo } from './action-toast.ts'

/** A deed that can be taken back. */
type Deed = {
  /** What was done, as a sentence. */
  said: string
  /** Puts what is shown into the state after the deed, or before it. */
  show: (done: boolean) => void
  act: () => Promise<unknown>
  undo: () => Promise<unknown>
  /** Asks the server again how things are. */
  refresh: () => Promise<unknown>
}

/** Shows the outcome before the server has answered, then offers to take it back. What is refused is shown as it was. */
export async function doUndoably({ said, show, act, undo, refresh }: Deed): Promise<void> {
  show(true)
  try {
    await act()
  } catch (error) {
    show(false)
    toastError(error)
    await refresh()
    return
  }
  toastUndo(said, async () => {
    show(false)
    await undo().finally(refresh)
  })
  await refresh()
}
