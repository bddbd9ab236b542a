import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { trpc } from '../lib/api.ts'
import { AnnouncementNotice } from '../ui/announcement-notice.tsx'

const key = 'assay.dismissed'
const mostKept = 50

const readDismissed = (): string[] => {
  try {
    return (localStorage.getItem(key) ?? '').split(' ').filter(Boolean)
  } catch {
    return []
  }
}

/** What the operator has to say, until it is put away in this browser. */
export function Announcements() {
  const { data } = useQuery({
    ...trpc.platform.currentAnnouncements.queryOptions(),
    staleTime: 60_000,
    refetchInterval: 300_000,
  })
  const [dismissed, setDismissed] = useState(readDismissed)
  const shown = (data ?? []).filter(({ id }) => !dismissed.includes(id))
  const dismiss = (id: string) => {
    const next = [id, ...dismissed].slice(0, mostKept)
    setDismissed(next)
    try {
      localStorage.setItem(key, next.join(' '))
    } catch {
      // A browser that refuses storage shows it again the next time.
    }
  }
  if (shown.length === 0) return null
  return (
    <div className="mb-5 grid gap-2">
      {shown.map(({ id, ...one }) => (
        <AnnouncementNotice key={id} {...one} onDismiss={() => dismiss(id)} />
      ))}
    </div>
  )
}
