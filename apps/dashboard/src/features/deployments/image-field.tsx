import { ImageUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { cn } from '../../lib/class-names.ts'
import { formatBytes } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { type FileInput, pictureUrl } from './file-input.ts'
import { readPicture } from './read-picture.ts'

/** What a browser reads without complaint. */
const mostBytes = 50_000_000

export function ImageField({
  value,
  onChange,
}: {
  value: FileInput | null
  onChange: (value: FileInput) => void
}) {
  const [over, setOver] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > mostBytes) {
      setProblem(
        `${file.name} has ${formatBytes(file.size)}; up to ${formatBytes(mostBytes)} can be tried here.`,
      )
      return
    }
    try {
      onChange(await readPicture(file))
      setProblem(null)
    } catch {
      setProblem(`${file.name} cannot be read as a picture.`)
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <section
      aria-label="Image"
      data-testid="playground-input"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        'grid justify-items-center gap-3 rounded-xl border-2 border-dashed p-5 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken/40',
      )}
    >
      {value ? (
        <img
          src={pictureUrl(value)}
          alt="Chosen for the prediction"
          className="h-40 max-w-full rounded-lg object-contain [image-rendering:pixelated]"
        />
      ) : (
        <ImageUp aria-hidden className="size-7 text-faint" />
      )}
      <p className="text-[13px] text-faint">Drop a PNG, JPEG, WebP or GIF here</p>
      <Button onClick={() => input.current?.click()}>Choose an image</Button>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        className="sr-only"
        tabIndex={-1}
        aria-label="Image to predict"
        data-testid="playground-file"
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {problem && (
        <p role="alert" className="text-[13px] text-bad">
          {problem}
        </p>
      )}
    </section>
  )
}
