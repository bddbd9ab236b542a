const mostColours = 12
const grey = 'oklch(0.65 0 0)'

/** A colour per label: the most frequent twelve are told apart, the others share a grey. */
export const classColours = (counts: readonly number[]): { colours: string[]; isShared: boolean } => {
  const ranked = counts.map((count, label) => ({ count, label })).sort((a, b) => b.count - a.count)
  const colours = counts.map(() => grey)
  ranked.slice(0, mostColours).forEach(({ label }, rank) => {
    // Hues far from one another first; every other one is darker.
    const hue = (277 + rank * 137.5) % 360
    colours[label] = `oklch(${rank % 2 === 0 ? 0.62 : 0.52} 0.17 ${hue.toFixed(0)})`
  })
  return { colours, isShared: counts.length > mostColours }
}
