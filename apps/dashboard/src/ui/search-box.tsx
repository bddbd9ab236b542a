import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { cn } from '../lib/class-names.ts'
import { useDebounced } from '../lib/hooks.ts'
import { Input } from './field.tsx'

/** Tells `onSearch` once typing rests. `value` is what the URL says. */
export function SearchBox({
  value,
  onSearch,
  label,
  className,
}: {
  value: string
  onSearch: (value: string) => void
  label: string
  className?: string
}) {
  const [typed, setTyped] = useState(value)
  const settled = useDebounced(typed)
  const told = useRef(value)
  const tell = useRef(onSearch)
  tell.current = onSearch
  useEffect(() => {
    if (settled !== told.current) {
      told.current = settled
      tell.current(settled)
    }
  }, [settled])
  useEffect(() => {
    // The back button moves the URL without typing.
    if (value !== told.current) {
      told.current = value
      setTyped(value)
    }
  }, [value])
  return (
    <div className={cn('relative min-w-0', className)}>
      <Search
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 size-4 text-faint"
      />
      <Input
        type="search"
        value={typed}
        placeholder={label}
        aria-label={label}
        onChange={(event) => setTyped(event.target.value)}
        className="pl-9"
      />
    </div>
  )
}
