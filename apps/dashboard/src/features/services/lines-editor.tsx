import { Plus, Trash2 } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { emptyLine, type LineForm } from './quote-form.ts'

/** Rows of what is charged: for what, how many, at which price. */
export function LinesEditor({
  lines,
  currency,
  onChange,
}: {
  lines: LineForm[]
  currency: string
  onChange: (lines: LineForm[]) => void
}) {
  const set = (at: number, change: Partial<LineForm>) =>
    onChange(lines.map((line, place) => (place === at ? { ...line, ...change } : line)))
  return (
    <div className="grid gap-3">
      {lines.map((line, at) => (
        <div
          key={at}
          className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_6rem_9rem_auto]"
          data-testid="quote-line"
        >
          <TextField
            label={`Line ${at + 1}`}
            className="max-sm:col-span-2"
            required
            maxLength={500}
            value={line.description}
            onType={(description) => set(at, { description })}
            testId={`line-${at}-description`}
          />
          <TextField
            label="Quantity"
            required
            inputMode="decimal"
            value={line.quantity}
            onType={(quantity) => set(at, { quantity })}
            testId={`line-${at}-quantity`}
          />
          <TextField
            label={`Price (${currency.toUpperCase()})`}
            required
            inputMode="decimal"
            value={line.price}
            onType={(price) => set(at, { price })}
            testId={`line-${at}-price`}
          />
          <Button
            look="ghost"
            size="icon"
            aria-label={`Remove line ${at + 1}`}
            disabled={lines.length === 1}
            onClick={() => onChange(lines.filter((_, place) => place !== at))}
          >
            <Trash2 />
          </Button>
        </div>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        disabled={lines.length >= 50}
        onClick={() => onChange([...lines, { ...emptyLine }])}
        data-testid="add-line"
      >
        <Plus />
        Add a line
      </Button>
    </div>
  )
}
