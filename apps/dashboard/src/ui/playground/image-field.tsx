import { ImageUp } from 'lucide-react'
import { useState } from 'react'
import { formatBytes } from '../../lib/format.ts'
import { DropZone } from '../drop-zone.tsx'
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
  const [problem, setProblem] = useState<string | null>(null)
  const take = async (file: File) => {
    if (file.size > mostBytes) {
      setProblem(
        `${file.name} is ${formatBytes(file.size)}; up to ${formatBytes(mostBytes)} can be tried here.`,
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
  return (
    <DropZone
      label="Image"
      testId="playground-input"
      inputTestId="playground-file"
      inputLabel="Image to predict"
      choose="Choose an image"
      accept="image/png,image/jpeg,image/webp,image/gif"
      onFile={(file) => void take(file)}
      shown={
        value ? (
          <img
            src={pictureUrl(value)}
            alt="Chosen for the prediction"
            className="h-40 max-w-full rounded-lg object-contain [image-rendering:pixelated]"
          />
        ) : (
          <ImageUp aria-hidden className="size-7 text-faint" />
        )
      }
      hint="Drop a PNG, JPEG, WebP or GIF here"
      note={
        problem && (
          <p role="alert" className="text-[13px] text-bad">
            {problem}
          </p>
        )
      }
    />
  )
}
