import { useRouter } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { holdDroppedFile } from '../lib/dropped-file.ts'

const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
/** A dialog or a zone of the page itself takes what is dropped on it. */
const isTaken = (event: DragEvent): boolean =>
  event.defaultPrevented ||
  (event.target instanceof Element && event.target.closest('[role=dialog]') !== null) ||
  document.querySelector('[role=dialog]') !== null

/** A file that is dropped anywhere on the page opens the upload with it. */
export function DropAnywhere() {
  const router = useRouter()
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const rest = () => {
      depth = 0
      setOver(false)
    }
    const enter = (event: DragEvent) => {
      if (!bringsFiles(event) || isTaken(event)) return
      depth++
      setOver(true)
    }
    const leave = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const move = (event: DragEvent) => {
      if (bringsFiles(event) && !isTaken(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0]
      const takes = file && !isTaken(event)
      rest()
      if (!takes) return
      event.preventDefault()
      holdDroppedFile(file)
      void router.navigate({ to: '/data', search: { dialog: 'new' } })
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', move)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', move)
      window.removeEventListener('drop', drop)
    }
  }, [router])
  if (!over) return null
  return (
    <div
      className="pointer-events-none fixed inset-3 z-60 grid place-items-center rounded-2xl border-2 border-accent border-dashed bg-accent-soft/90"
      data-testid="drop-anywhere"
    >
      <p className="flex items-center gap-3 font-semibold text-accent-ink text-lg">
        <FileUp aria-hidden className="size-6" />
        Drop the file to upload it
      </p>
    </div>
  )
}
