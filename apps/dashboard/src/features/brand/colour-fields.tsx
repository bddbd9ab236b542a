import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/api.ts'
import { useDebounced } from '../../lib/hooks.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { type BrandForm, isColour, readColour } from './brand-form.ts'

type Accent = BrandForm['accent']
type Theme = keyof Accent
const names: Record<Theme, string> = { light: 'On light pages', dark: 'On dark pages' }

/** What the server says of both shades; the last answer stays until there is a new one. */
export function useAccentPreview(accent: Accent) {
  const settled = useDebounced(accent, 150)
  const enabled = isColour(settled.light) && isColour(settled.dark)
  return useQuery(
    trpc.brand.previewAccent.queryOptions(settled, { enabled, placeholderData: keepPreviousData }),
  ).data
}

export function ColourFields({ accent, onChange }: { accent: Accent; onChange: (accent: Accent) => void }) {
  const preview = useAccentPreview(accent)
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {(['light', 'dark'] as const).map((theme) => (
        <ColourField
          key={theme}
          label={names[theme]}
          value={accent[theme]}
          check={preview?.[theme]}
          onChange={(colour) => onChange({ ...accent, [theme]: colour })}
        />
      ))}
    </div>
  )
}

type Check = NonNullable<ReturnType<typeof useAccentPreview>>[Theme]

function ColourField({
  label,
  value,
  check,
  onChange,
}: {
  label: string
  value: string
  check: Check | undefined
  onChange: (colour: string) => void
}) {
  const wrong = isColour(value) ? (check?.problem ?? null) : 'Enter a colour as #rrggbb.'
  return (
    <div className="grid content-start gap-2">
      <Field
        label={label}
        error={wrong}
        hint={check && `Text on it has a contrast of ${check.contrast.toFixed(1)}:1.`}
      >
        {(control) => (
          <div className="flex gap-2">
            <input
              type="color"
              aria-label={`${label}: pick the colour`}
              className="h-9 w-12 shrink-0 cursor-pointer rounded-lg border border-line-strong bg-surface p-1"
              value={isColour(value) ? value : '#000000'}
              onChange={(event) => onChange(event.target.value)}
            />
            <Input
              {...control}
              className="font-mono"
              maxLength={7}
              spellCheck={false}
              value={value}
              onChange={(event) => onChange(readColour(event.target.value))}
              data-testid={`accent-${label}`}
            />
          </div>
        )}
      </Field>
      {isColour(value) && check?.problem && (
        <Button size="sm" className="justify-self-start" onClick={() => onChange(check.nearest)}>
          <span aria-hidden className="size-3.5 rounded" style={{ background: check.nearest }} />
          Use {check.nearest} instead
        </Button>
      )}
    </div>
  )
}
