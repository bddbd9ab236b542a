const words = {
  billing: 'invoice refund charge card payment receipt price overcharged subscription money'.split(' '),
  technical: 'crash error login broken screen update slow password bug freeze'.split(' '),
}
const filler = 'please help the my with today again since account since and it is very need'.split(' ')

/** Numbers in [0, 1) that are the same for the same seed (Numerical Recipes' generator). */
const openRandom = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Support tickets of two topics as CSV with the columns text and label: separable but for a few. */
export const makeTickets = (rows: number, seed = 1): string => {
  const random = openRandom(seed)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const lines = ['text,label']
  for (let row = 0; row < rows; row++) {
    const label = row % 2 === 0 ? 'billing' : 'technical'
    const said = Array.from({ length: 12 }, () => pick(random() < 0.4 ? words[label] : filler))
    const stray = random() < 0.03
    lines.push(`${said.join(' ')} ${row},${stray ? (label === 'billing' ? 'technical' : 'billing') : label}`)
  }
  return `${lines.join('\n')}\n`
}

/** Parcels with two number columns and a category, as CSV: the label follows from weight and way. */
export const makeParcels = (rows: number, seed = 1): string => {
  const random = openRandom(seed)
  const ways = ['air', 'road', 'sea']
  const lines = ['weight,way,distance,label']
  for (let row = 0; row < rows; row++) {
    const weight = Math.round(random() * 1_000) / 10
    const way = ways[Math.floor(random() * ways.length)]
    const label = weight > 50 || way === 'air' ? 'dear' : 'cheap'
    lines.push(`${weight},${way},${Math.round(random() * 900)},${label}`)
  }
  return `${lines.join('\n')}\n`
}
