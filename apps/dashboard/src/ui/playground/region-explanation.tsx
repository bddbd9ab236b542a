import type { Attribution } from '@assay/ml-core/schema'
import type { ReactNode } from 'react'
import { cn } from '../../lib/class-names.ts'
import { Spectrogram } from '../spectrogram.tsx'
import { Key } from './explanation.tsx'
import { type FileInput, pictureUrl } from './file-input.ts'

const percent = (share: number) => `${(100 * share).toFixed(2)}%`

/** The picture, its regions tinted by how much they speak for or against the answer. */
export const PictureAttributions = ({
  picture,
  attributions,
}: {
  picture: FileInput
  attributions: readonly Attribution[]
}) => (
  <Regions attributions={attributions} className="w-56">
    <img
      src={pictureUrl(picture)}
      alt="Regions for and against the answer"
      className="w-full [image-rendering:pixelated]"
    />
  </Regions>
)

/** The sound's spectrogram, its stretches of time and pitch tinted by how much they speak for or against the answer. */
export const SoundAttributions = ({
  sound,
  rate,
  attributions,
}: {
  sound: FileInput
  rate: number
  attributions: readonly Attribution[]
}) => (
  <Regions attributions={attributions} className="w-full">
    <Spectrogram
      b64={sound.b64}
      rate={rate}
      label="Time and pitch ranges for and against the answer"
      className="h-44"
    />
  </Regions>
)

function Regions({
  attributions,
  className,
  children,
}: {
  attributions: readonly Attribution[]
  className: string
  children: ReactNode
}) {
  const strongest = Math.max(1e-9, ...attributions.map((one) => Math.abs(one.weight)))
  return (
    <div className="grid gap-3">
      <div
        className={cn('relative max-w-full overflow-hidden rounded-lg', className)}
        data-testid="explanation"
      >
        {children}
        {attributions.map(
          ({ feature, weight, box }) =>
            box && (
              <span
                key={feature}
                title={`${feature}: ${weight.toFixed(2)}`}
                className="absolute"
                style={{
                  left: percent(box.x),
                  top: percent(box.y),
                  width: percent(box.width),
                  height: percent(box.height),
                  background: `rgb(var(--${weight > 0 ? 'heat' : 'miss'}) / ${((0.65 * Math.abs(weight)) / strongest).toFixed(2)})`,
                }}
              />
            ),
        )}
      </div>
      <Key />
    </div>
  )
}
