import { Download } from 'lucide-react'
import { useState } from 'react'
import { downloadQuote } from '../../lib/download.ts'
import type { QuoteVersionView } from '../../lib/views.ts'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { QuoteView } from './quote-view.tsx'

const stateNames: Record<QuoteVersionView['state'], string> = {
  draft: 'draft',
  sent: 'open',
  superseded: 'replaced',
  accepted: 'accepted',
  declined: 'declined',
  expired: 'expired',
}

/** One version at a time, the newest first; the older ones stay readable. */
export function QuoteVersions({
  quotes,
  asOperator = false,
}: {
  quotes: QuoteVersionView[]
  asOperator?: boolean
}) {
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = quotes.find(({ id }) => id === chosen) ?? quotes[0]
  const [pending, setPending] = useState(false)
  if (!shown) return null
  const save = async () => {
    setPending(true)
    await downloadQuote(shown.id, asOperator).catch(toastError)
    setPending(false)
  }
  return (
    <div className="grid gap-6">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Select
          aria-label="Version of the quote"
          className="w-52"
          value={shown.id}
          onChange={setChosen}
          options={quotes.map((one) => ({
            value: one.id,
            label: `Version ${one.number}, ${stateNames[one.state]}`,
          }))}
        />
        <Button size="sm" pending={pending} onClick={() => void save()} data-testid="quote-pdf">
          <Download />
          PDF
        </Button>
      </div>
      <QuoteView quote={shown} />
    </div>
  )
}
