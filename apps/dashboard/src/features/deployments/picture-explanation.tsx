import type { Attribution } from '@assay/ml-core/schema'
import { Key } from './explanation.tsx'
import { type PictureInput, pictureUrl } from './picture-input.ts'

const percent = (share: number) => `${(100 * share).toFixed(2)}%`

/** The picture, its regions tinted by how much they speak for or against the answer. */
export function PictureAttributions({
  picture,
  attributions,
}: {
  picture: PictureInput
  attributions: readonly Attribution[]
}) {
  const strongest = Math.max(1e-9, ...attributions.map((one) => Math.abs(one.weight)))
  return (
    <div className="grid gap-3">
      <div className="relative w-56 max-w-full overflow-hidden rounded-lg" data-testid="explanation">
        <img
          src={pictureUrl(picture)}
          alt="The regions that spoke for and against the answer"
          className="w-full [image-rendering:pixelated]"
        />
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
