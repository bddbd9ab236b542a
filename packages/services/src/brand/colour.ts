/** The WCAG's least contrast of text, and of what is no text, with what lies behind it. */
const textContrast = 4.5
const shapeContrast = 3

type Rgb = readonly [red: number, green: number, blue: number]
export type Theme = 'light' | 'dark'

const surfaces: Record<Theme, string> = { light: '#ffffff', dark: '#131317' }
const inks = ['#ffffff', '#111114'] as const

const parse = (hex: string): Rgb => {
  const number = Number.parseInt(hex.slice(1), 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}
const write = (rgb: Rgb): string =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

const luminance = (hex: string): number => {
  const [red, green, blue] = parse(hex).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

/** WCAG 2.2's contrast ratio of two colours `#rrggbb`, 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** `share` of `to` in `from`. */
const mix = (from: string, to: string, share: number): string => {
  const target = parse(to)
  const [red, green, blue] = parse(from)
  const [r, g, b] = target
  return write([red + (r - red) * share, green + (g - green) * share, blue + (b - blue) * share])
}

/** White where it can be read on the colour, else near black; null where neither can. */
const inkOn = (accent: string): string | null =>
  inks.find((ink) => contrast(ink, accent) >= textContrast) ?? null

/** What is wrong with an accent in a theme; null where it can be used. */
export const accentProblem = (accent: string, theme: Theme): string | null => {
  if (contrast(accent, surfaces[theme]) < shapeContrast)
    return `On the ${theme} page, ${accent} has a contrast of ${contrast(accent, surfaces[theme]).toFixed(2)}:1; buttons and rings need ${shapeContrast}:1.`
  if (inkOn(accent) === null) return `Neither white nor black text reaches ${textContrast}:1 on ${accent}.`
  return null
}

const steps = 400

/** The shade nearest to an accent, between black and white through it, that can be used in the theme. */
export const nearestAccent = (accent: string, theme: Theme): string => {
  for (let step = 0; step <= steps; step++)
    for (const end of ['#000000', '#ffffff']) {
      const shade = mix(accent, end, step / steps)
      if (accentProblem(shade, theme) === null) return shade
    }
  throw new RangeError(`No shade of ${accent} can be used.`)
}

/** Goes from a colour towards another one until it can be read on both backgrounds. */
const readable = (from: string, to: string, on: readonly string[]): string => {
  for (let step = 0; step <= steps; step++) {
    const shade = mix(from, to, step / steps)
    if (on.every((background) => contrast(shade, background) >= textContrast)) return shade
  }
  return to
}

export type Palette = { accent: string; hover: string; soft: string; ink: string; onAccent: string }

/** What a theme makes of an accent that can be used in it. */
export const paletteOf = (accent: string, theme: Theme): Palette => {
  const onAccent = inkOn(accent) ?? inks[0]
  const surface = surfaces[theme]
  const soft = mix(surface, accent, theme === 'light' ? 0.09 : 0.2)
  return {
    accent,
    onAccent,
    soft,
    // Away from the text on it, so that hovering never makes that harder to read.
    hover: mix(accent, onAccent === inks[0] ? '#000000' : '#ffffff', 0.14),
    ink: readable(accent, theme === 'light' ? '#000000' : '#ffffff', [surface, soft]),
  }
}

const variables = ({ accent, hover, soft, ink, onAccent }: Palette): string =>
  `--accent:${accent};--accent-hover:${hover};--accent-soft:${soft};--accent-ink:${ink};--on-accent:${onAccent}`

/** The custom properties of both themes; each rule outweighs the one of the built style sheet. */
export const brandCss = (accent: Record<Theme, string>): string =>
  `html:root{${variables(paletteOf(accent.light, 'light'))}}html:root[data-theme="dark"]{${variables(paletteOf(accent.dark, 'dark'))}}`
