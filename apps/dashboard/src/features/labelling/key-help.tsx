import { Dialog, DialogBody, DialogContent } from '../../ui/dialog.tsx'

const rows = [
  ['1 … 9, q, w, …', 'Answer with the class of that key'],
  ['Enter', 'Take what the model suggests'],
  ['Space, s or →', 'Pass it on to somebody else'],
  ['f', 'Pass it on for review'],
  ['u, ← or ⌫', 'Take the last answer back'],
  ['/', 'Find a class by name'],
  ['?', 'Show this'],
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
