// A file cannot stand in an address: it waits here while the page that takes it is opened.
let held: File | null = null
const listeners = new Set<() => void>()

export const holdDroppedFile = (file: File | null): void => {
  held = file
  for (const tell of listeners) tell()
}

export const droppedFile = (): File | null => held

export const onDroppedFile = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
