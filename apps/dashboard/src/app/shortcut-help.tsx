import { useState } from 'react'
import { useFeature } from '../lib/features.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { Dialog, DialogBody, DialogContent } from '../ui/dialog.tsx'
import { pageKeys, shortcutsAreOn, switchShortcuts } from './shortcuts.ts'

const Keys = ({ keys }: { keys: readonly string[] }) => (
  <span className="flex gap-1">
    {keys.map((key) => (
      <kbd
        key={key}
        className="min-w-6 rounded border border-line bg-sunken px-1.5 text-center font-sans text-xs leading-5"
      >
        {key}
      </kbd>
    ))}
  </span>
)

/** Which keys do what, and the switch that turns single keys off. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(shortcutsAreOn)
  const hasBatches = useFeature('batches')
  const pages = Object.entries(pageKeys).filter(([, { to }]) => to !== '/batches' || hasBatches)
  const rows = [
    { label: 'Search everything', keys: [/Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl', 'K'] },
    { label: 'Search on this page', keys: ['/'] },
    { label: 'Show this list', keys: ['?'] },
    ...pages.map(([key, { label }]) => ({ label, keys: ['g', key] })),
  ]
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Keyboard shortcuts" description="Disabled while you type.">
        <DialogBody>
          <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2" data-testid="shortcuts">
            {rows.map(({ label, keys }) => (
              <div key={label} className="flex items-center justify-between gap-4 text-sm">
                <dt>{label}</dt>
                <dd>
                  <Keys keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
          <Checkbox
            checked={on}
            onChange={(next) => {
              switchShortcuts(next)
              setOn(next)
            }}
          >
            Use single-key shortcuts
          </Checkbox>
        </DialogBody>
      </DialogContent>
    </Dialog>
  )
}
