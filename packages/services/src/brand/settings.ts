import { z } from 'zod'
import { plainText } from '../core/page.ts'
import { accentProblem, nearestAccent, type Theme } from './colour.ts'

const colour = (theme: Theme) =>
  z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'Enter a colour as #rrggbb.')
    .superRefine((accent, check) => {
      const problem = accentProblem(accent, theme)
      if (problem !== null)
        check.addIssue({
          code: 'custom',
          message: `${problem} The nearest shade that passes is ${nearestAccent(accent, theme)}.`,
        })
    })

const optionalText = (max: number) => z.union([z.literal(''), plainText(max)]).default('')
const asset = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable()
  .default(null)
const webAddress = z
  .url({ protocol: /^https?$/, error: 'An address must begin with https:// or http://.' })
  .max(300)

/** Everything that the operator sets of how the platform presents itself, but legal texts. */
export const brandSettings = z.strictObject({
  name: plainText(40),
  /** Under the name, in search results and on the landing page. */
  tagline: plainText(140),
  logo: z.strictObject({ light: asset, dark: asset }).default({ light: null, dark: null }),
  /** Whether the name stands beside the logo. */
  showsName: z.boolean().default(true),
  favicon: asset,
  accent: z.strictObject({ light: colour('light'), dark: colour('dark') }),
  supportEmail: z.union([z.literal(''), z.email().max(200)]).default(''),
  /** Whom mails come from, before the address; empty: the name. */
  senderName: optionalText(60),
  links: z
    .array(z.strictObject({ label: plainText(30), url: webAddress }))
    .max(8)
    .default([]),
  footer: optionalText(200),
  /** Where people reach the platform; null: as the server was started. */
  publicUrl: webAddress
    .transform((url) => url.replace(/\/+$/, ''))
    .nullable()
    .default(null),
  /** The public page that the landing page lets people try. */
  demoSlug: z.string().max(64).nullable().default(null),
})
export type BrandSettings = z.output<typeof brandSettings>

/** Until the operator sets another one. */
export const defaultBrand: BrandSettings = {
  name: 'Assay',
  tagline: 'Train, host and meter custom classifiers on your own data.',
  logo: { light: null, dark: null },
  showsName: true,
  favicon: null,
  accent: { light: '#4f46e5', dark: '#5b54ee' },
  supportEmail: '',
  senderName: '',
  links: [],
  footer: '',
  publicUrl: null,
  demoSlug: null,
}
