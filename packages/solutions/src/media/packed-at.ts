/** What a ZIP says of its files' time: it holds local time, and the same bytes are to come out on any day. */
export const packedAt = new Date(2026, 0, 1)
