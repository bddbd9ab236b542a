import { Dialog, DialogBody, DialogContent } from '../../ui/dialog.tsx'

const rows = [
  ['1 … 9, q, w, …', 'Choose the class for that key'],
  ['Enter', 'Accept the model’s suggestion'],
  ['Space, s or →', 'Skip and leave it to someone else'],
  ['f', 'Flag for review'],
  ['u, ← or ⌫', 'Undo the last answer'],
  ['/', 'Find a class by name'],
  ['?', 'Show this help'],
] as const

export const KeyHelp = ({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) => (
  <Dialog open={open} onOpenChange={onOpenChange}>
    <DialogContent title="Keys">
      <DialogBody>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5 text-sm">
          {rows.map(([key, meaning]) => (
            <div key={key} className="contents">
              <dt>
                <kbd className="font-mono text-xs">{key}</kbd>
              </dt>
              <dd className="text-soft">{meaning}</dd>
            </div>
          ))}
        </dl>
      </DialogBody>
    </DialogContent>
  </Dialog>
)
