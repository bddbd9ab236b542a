/** Digits first, then letters that mean nothing else on the page. */
const keys = [...'123456789', ...'qwertyiopdghjklzxcvbnm']

/** The key of each class, in order; classes beyond the keys have none and are searched for. */
export const keyOfClass = (place: number): string | null => keys[place] ?? null

export type LabellingCommand =
  | { type: 'answer'; place: number }
  | { type: 'accept' }
  | { type: 'skip' }
  | { type: 'flag' }
  | { type: 'undo' }
  | { type: 'search' }
  | { type: 'help' }

const fixed: Record<string, LabellingCommand> = {
  Enter: { type: 'accept' },
  ' ': { type: 'skip' },
  s: { type: 'skip' },
  ArrowRight: { type: 'skip' },
  f: { type: 'flag' },
  u: { type: 'undo' },
  ArrowLeft: { type: 'undo' },
  Backspace: { type: 'undo' },
  '/': { type: 'search' },
  '?': { type: 'help' },
}

/** What a key means; null where it means nothing here. */
export const commandOf = (key: string, classes: number): LabellingCommand | null => {
  const command = fixed[key] ?? fixed[key.toLowerCase()]
  if (command) return command
  const place = keys.indexOf(key.toLowerCase())
  return place >= 0 && place < classes ? { type: 'answer', place } : null
}
