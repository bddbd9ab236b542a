import { Rocket } from 'lucide-react'
import type { CSSProperties } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import type { BrandForm } from './brand-form.ts'
import { useAccentPreview } from './colour-fields.tsx'

const pages = {
  light: { name: 'Light', surface: '#ffffff', ink: '#18181b', faint: '#6b6b76', line: '#e6e6ea' },
  dark: { name: 'Dark', surface: '#131317', ink: '#f2f2f4', faint: '#92929e', line: '#26262d' },
} as const

/** A piece of the product in both themes, as the form has it at this moment. */
export function BrandPreview({ form }: { form: BrandForm }) {
  const preview = useAccentPreview(form.accent)
  return (
    <Card>
      <CardHeader title="Preview" description="Nothing changes until you apply it." />
      <div className="grid gap-3 px-5 pb-5">
        {(['light', 'dark'] as const).map((theme) => {
          const page = pages[theme]
          const palette = preview?.[theme].palette
          const logo = form.logo[theme] ?? form.logo[theme === 'light' ? 'dark' : 'light']
          const look: CSSProperties = { background: page.surface, color: page.ink, borderColor: page.line }
          return (
            <div
              key={theme}
              className="grid gap-3 rounded-lg border p-4"
              style={look}
              data-testid={`preview-${theme}`}
            >
              <span className="flex items-center gap-2 font-semibold text-[15px]">
                {logo ? (
                  <img src={`/brand/${logo}.png`} alt="" className="h-6 max-w-32 object-contain" />
                ) : (
                  <span
                    aria-hidden
                    className="grid size-6 place-items-center rounded-md text-[13px]"
                    style={{ background: palette?.accent, color: palette?.onAccent }}
                  >
                    {[...form.name][0]?.toUpperCase()}
                  </span>
                )}
                {(form.showsName || !logo) && <span className="min-w-0 truncate">{form.name}</span>}
              </span>
              <span
                className="flex items-center gap-2 rounded-lg px-2.5 py-1.5 font-medium text-[13px]"
                style={{ background: palette?.soft, color: palette?.ink }}
              >
                <Rocket aria-hidden className="size-4" />
                Deployments
              </span>
              <p className="text-[13px]" style={{ color: page.faint }}>
                {form.tagline}
              </p>
              <span
                className="justify-self-start rounded-lg px-3.5 py-2 font-medium text-sm"
                style={{ background: palette?.accent, color: palette?.onAccent }}
              >
                Create account
              </span>
            </div>
          )
        })}
      </div>
    </Card>
  )
}
