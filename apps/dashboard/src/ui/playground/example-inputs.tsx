import type { ExampleInput } from '../../lib/views.ts'
import { isFileInput, pictureUrl } from './file-input.ts'

/** Inputs to try with a click. */
export const ExampleInputs = ({
  examples,
  kind,
  onChoose,
}: {
  examples: readonly ExampleInput[]
  kind: 'text' | 'table' | 'image' | 'audio'
  onChoose: (example: ExampleInput) => void
}) => (
  <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5" data-testid="example-inputs">
    <p className="text-[13px] text-faint">Examples to try</p>
    <ul className="flex flex-wrap gap-2">
      {examples.map((example, index) => (
        <li key={index} className="min-w-0 max-w-full">
          <button
            type="button"
            onClick={() => onChoose(example)}
            className="flex max-w-full items-center overflow-hidden rounded-lg border border-line bg-sunken/60 text-[13px] text-soft transition-colors hover:border-line-strong hover:text-ink"
          >
            {kind === 'image' && isFileInput(example) ? (
              <img src={pictureUrl(example)} alt={`Example ${index + 1}`} className="size-12" />
            ) : (
              <span className="truncate px-2.5 py-1.5">
                {typeof example === 'string'
                  ? example
                  : kind === 'audio'
                    ? `Sound ${index + 1}`
                    : `Row ${index + 1}`}
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  </div>
)
