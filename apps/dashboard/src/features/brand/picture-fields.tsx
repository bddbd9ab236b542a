import { useMutation } from '@tanstack/react-query'
import { ImageIcon, Upload, X } from 'lucide-react'
import { useRef } from 'react'
import { trpc } from '../../lib/api.ts'
import { toBase64 } from '../../lib/base64.ts'
import { cn } from '../../lib/class-names.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { FormError } from '../../ui/form-error.tsx'
import type { PartProps } from './name-fields.tsx'

export const PictureFields = ({ form, onChange }: PartProps) => (
  <div className="grid gap-5">
    <div className="grid gap-4 sm:grid-cols-3">
      <PictureField
        label="Logo on light pages"
        use="logo"
        value={form.logo.light}
        onChange={(light) => onChange({ logo: { ...form.logo, light } })}
      />
      <PictureField
        label="Logo on dark pages"
        use="logo"
        dark
        value={form.logo.dark}
        onChange={(dark) => onChange({ logo: { ...form.logo, dark } })}
      />
      <PictureField
        label="Browser icon"
        use="favicon"
        value={form.favicon}
        onChange={(favicon) => onChange({ favicon })}
      />
    </div>
    <Checkbox checked={form.showsName} onChange={(showsName) => onChange({ showsName })}>
      Show the name next to the logo
    </Checkbox>
  </div>
)

function PictureField({
  label,
  use,
  dark = false,
  value,
  onChange,
}: {
  label: string
  use: 'logo' | 'favicon'
  dark?: boolean
  value: string | null
  onChange: (sha256: string | null) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const add = useMutation(
    trpc.brand.addPicture.mutationOptions({ onSuccess: ({ sha256 }) => onChange(sha256) }),
  )
  const take = async (file: File | undefined) => {
    if (file) add.mutate({ use, b64: toBase64(new Uint8Array(await file.arrayBuffer())) })
  }
  return (
    <div className="grid content-start gap-2">
      <span className="font-medium text-[13px]">{label}</span>
      <div
        className={cn(
          'grid h-20 place-items-center rounded-lg border border-line p-3',
          dark ? 'bg-[#131317] text-[#92929e]' : 'bg-white text-[#6b6b76]',
        )}
      >
        {value ? (
          <img src={`/brand/${value}.png`} alt={label} className="max-h-12 max-w-full object-contain" />
        ) : (
          <ImageIcon aria-hidden className="size-6" />
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" pending={add.isPending} onClick={() => input.current?.click()}>
          <Upload />
          Choose
        </Button>
        {value && (
          <Button size="sm" look="ghost" aria-label={`Remove: ${label}`} onClick={() => onChange(null)}>
            <X />
          </Button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/svg+xml,image/png"
        className="sr-only"
        tabIndex={-1}
        aria-label={`${label}: file`}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <FormError error={add.error} />
    </div>
  )
}
