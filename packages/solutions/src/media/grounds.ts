import type { Random } from '../random.ts'

const tone = (random: Random) => {
  const hue = Math.round(random.between(0, 360))
  const colourful = Math.round(random.between(3, 30))
  return (lightness: number) => `hsl(${hue} ${colourful}% ${Math.round(lightness)}%)`
}

/** What a product stands before, in a square of 100 by 100: a wall, a table, tiles, boards or clutter. */
export const drawGround = (random: Random): string => {
  const wall = tone(random)
  const floor = tone(random)
  const light = random.between(60, 95)
  const back = `<rect width="100" height="100" fill="${wall(light)}"/>`
  const kind = random.next()
  if (kind < 0.3)
    return `<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="${wall(light)}"/><stop offset="1" stop-color="${wall(light - 22)}"/></linearGradient></defs><rect width="100" height="100" fill="url(#g)"/>`
  if (kind < 0.55) {
    const edge = Math.round(random.between(52, 80))
    return `${back}<rect y="${edge}" width="100" height="${100 - edge}" fill="${floor(random.between(30, 75))}"/>`
  }
  if (kind < 0.7) {
    const step = Math.round(random.between(12, 26))
    const lines = Array.from({ length: Math.ceil(100 / step) }, (_, k) => k * step)
    return `${back}<g stroke="${wall(light - 10)}" stroke-width="1.2">${lines.map((at) => `<path d="M${at} 0V100M0 ${at}H100"/>`).join('')}</g>`
  }
  if (kind < 0.85) {
    const step = Math.round(random.between(9, 18))
    const boards = Array.from({ length: Math.ceil(100 / step) }, (_, k) => k)
    return boards
      .map(
        (k) => `<rect x="${k * step}" width="${step}" height="100" fill="${floor(random.between(48, 66))}"/>`,
      )
      .join('')
  }
  const things = Array.from({ length: 7 }, () => {
    const [x, y, size] = [random.between(0, 100), random.between(0, 100), random.between(6, 22)]
    const colour = floor(random.between(35, 85))
    return random.next() < 0.5
      ? `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(size / 2).toFixed(0)}" fill="${colour}"/>`
      : `<rect x="${x.toFixed(0)}" y="${y.toFixed(0)}" width="${size.toFixed(0)}" height="${(size * 0.7).toFixed(0)}" fill="${colour}"/>`
  })
  return `${back}<g opacity=".6">${things.join('')}</g>`
}
