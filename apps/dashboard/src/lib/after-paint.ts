/** Lets the press itself be painted first; what it asks for follows in the next task. */
export const afterPaint = (deed: () => void): void => {
  requestAnimationFrame(() => setTimeout(deed))
}
