import { linkLook } from '../../ui/link.tsx'

type Kind = 'terms' | 'privacy'

const texts: Record<Kind, { path: string; name: string }> = {
  terms: { path: '/legal/terms', name: 'Terms of service' },
  privacy: { path: '/legal/privacy', name: 'Privacy' },
}

/** What has to be accepted, each text a click away. */
export const Agreement = ({
  kinds,
  agrees,
  onChange,
}: {
  kinds: readonly string[]
  agrees: boolean
  onChange: (agrees: boolean) => void
}) => (
  <div className="grid gap-1.5 text-[13px]">
    <label className="flex items-start gap-2.5">
      <input
        type="checkbox"
        required
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={agrees}
        onChange={(event) => onChange(event.target.checked)}
        data-testid="agrees"
      />
      I have read and agree to these.
    </label>
    <p className="flex flex-wrap gap-x-4 pl-6.5">
      {(['terms', 'privacy'] as const)
        .filter((kind) => kinds.includes(kind))
        .map((kind) => (
          <a key={kind} href={texts[kind].path} target="_blank" rel="noreferrer" className={linkLook}>
            {texts[kind].name}
          </a>
        ))}
    </p>
  </div>
)
