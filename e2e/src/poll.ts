const everyMs = 50

/** Reads until `done`, at most `withinMs`; throws with the last state seen. */
export const until = async <T>(
  what: string,
  read: () => Promise<T> | T,
  done: (state: T) => boolean,
  withinMs = 60_000,
): Promise<T> => {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    const state = await read()
    if (done(state)) return state
    if (performance.now() > deadlineMs)
      throw new Error(
        `Waited ${withinMs} ms for ${what}; last seen: ${JSON.stringify(state)?.slice(0, 1_000)}`,
      )
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
