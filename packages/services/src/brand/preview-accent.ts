import { z } from 'zod'
import type { OperatorCtx } from '../core/context.ts'
import type { AccentPreview } from '../views.ts'
import { accentProblem, contrast, nearestAccent, paletteOf } from './colour.ts'

const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'Enter a colour as #rrggbb.')
export const previewAccentInput = z.strictObject({ light: colour, dark: colour })

/** What both themes would make of an accent, and the nearest shade where it can not be read. */
export const previewAccent = (
  _ctx: OperatorCtx,
  input: z.input<typeof previewAccentInput>,
): AccentPreview => {
  const accents = previewAccentInput.parse(input)
  const of = (theme: 'light' | 'dark') => {
    const problem = accentProblem(accents[theme], theme)
    const nearest = nearestAccent(accents[theme], theme)
    const palette = paletteOf(problem === null ? accents[theme] : nearest, theme)
    return { problem, nearest, palette, contrast: contrast(palette.onAccent, palette.accent) }
  }
  return { light: of('light'), dark: of('dark') }
}
