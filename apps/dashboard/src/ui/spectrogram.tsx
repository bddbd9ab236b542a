import { LogMel } from '@assay/ml-core/audio'
import { useEffect, useRef, useState } from 'react'
import { fromBase64 } from '../lib/base64.ts'
import { cn } from '../lib/class-names.ts'
import { decodeSound } from '../lib/sound.ts'

/** A sound file as the models see it: time to the right, mel bands upwards, loudness as ink. */
export function Spectrogram({
  b64,
  rate,
  label,
  className,
}: {
  b64: string
  /** Samples a second that the model takes. */
  rate: number
  label: string
  className?: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    let current = true
    decodeSound(fromBase64(b64).buffer, rate).then(
      (samples) => {
        if (!current) return
        setBroken(false)
        if (canvas.current) draw(canvas.current, samples, rate)
      },
      () => current && setBroken(true),
    )
    return () => {
      current = false
    }
  }, [b64, rate])
  return (
    <div className={cn('relative w-full overflow-hidden rounded-lg bg-sunken text-ink', className)}>
      <canvas ref={canvas} role="img" aria-label={label} className="block size-full" />
      {broken && (
        <p className="absolute inset-0 grid place-items-center text-[13px] text-faint">
          This browser cannot show the sound.
        </p>
      )}
    </div>
  )
}

function draw(canvas: HTMLCanvasElement, samples: Int16Array, rate: number): void {
  const mel = new LogMel(rate)
  const frames = mel.frames(samples.length)
  const cells = new Float32Array(frames * mel.bands)
  mel.write(samples, cells)
  canvas.width = frames
  canvas.height = mel.bands
  const context = canvas.getContext('2d')
  if (!context) return
  // Only the opacity differs from cell to cell, so that light and dark are both legible.
  context.fillStyle = getComputedStyle(canvas).color
  context.clearRect(0, 0, frames, mel.bands)
  for (let frame = 0; frame < frames; frame++)
    for (let band = 0; band < mel.bands; band++) {
      context.globalAlpha = (cells[frame * mel.bands + band] ?? 0) ** 2
      context.fillRect(frame, mel.bands - 1 - band, 1, 1)
    }
}
