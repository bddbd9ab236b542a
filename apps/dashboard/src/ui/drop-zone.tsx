import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { cn } from '../lib/class-names.ts'
import { Button } from './button.tsx'

/** Takes one file, dropped on it or chosen. */
export function DropZone({
  label,
  inputLabel,
  choose,
  accept,
  onFile,
  shown,
  hint,
  actions,
  note,
  className,
  testId,
  inputTestId,
}: {
  label: string
  /** Names the field to who cannot see the zone. */
  inputLabel: string
  /** What stands on the button. */
  choose: string
  accept: string
  onFile: (file: File) => void
  /** An icon, or the file that was chosen. */
  shown: ReactNode
  hint: ReactNode
  /** Before and after the button. */
  actions?: { before?: ReactNode; after?: ReactNode }
  note?: ReactNode
  className?: string
  testId?: string
  inputTestId?: string
}) {
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const take = (file: File | undefined) => {
    if (file) onFile(file)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }
  return (
    <section
      aria-label={label}
      data-testid={testId}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        'grid justify-items-center gap-3 rounded-xl border-2 border-dashed p-5 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken/40',
        className,
      )}
    >
      {shown}
      <div className="text-[13px] text-faint">{hint}</div>
      <div className="flex flex-wrap items-center justify-center gap-2">
        {actions?.before}
        <Button onClick={() => input.current?.click()}>{choose}</Button>
        {actions?.after}
      </div>
      <input
        ref={input}
        type="file"
        accept={accept}
        className="sr-only"
        tabIndex={-1}
        aria-label={inputLabel}
        data-testid={inputTestId}
        onChange={(event) => take(event.target.files?.[0])}
      />
      {note}
    </section>
  )
}
