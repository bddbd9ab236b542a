/** To the child that hosts heavy models. */
export type HeavyCall = { id: number; text: string }

/** From it: the answer to a call, and what it holds. */
export type HeavyNews = {
  id: number
  models: number
  bytes: number
} & ({ lines: string } | { failure: string; corrupt: boolean })
