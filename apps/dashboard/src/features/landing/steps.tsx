import type { ReactNode } from 'react'
import { siteWidth } from '../../ui/site-frame.tsx'

const rows = [
  ['Where is my parcel?', 'delivery'],
  ['I want my money back', 'refund'],
  ['I can’t sign in', 'account'],
] as const

const DataFigure = () => (
  <div className="grid gap-1.5">
    {rows.map(([text, label]) => (
      <div
        key={text}
        className="flex items-center justify-between gap-3 rounded-md border border-line bg-surface px-3 py-2 text-[13px]"
      >
        <span className="truncate">{text}</span>
        <span className="rounded-full bg-accent-soft px-2 font-medium text-accent-ink text-xs leading-5">
          {label}
        </span>
      </div>
    ))}
  </div>
)

const cells = [92, 5, 3, 4, 90, 6, 2, 7, 91] as const

const ModelFigure = () => (
  <div aria-hidden className="mx-auto grid w-44 grid-cols-3 gap-1.5">
    {cells.map((share, at) => (
      <span
        key={at}
        className="figure grid aspect-square place-items-center rounded-md text-xs"
        style={{
          background: `color-mix(in srgb, var(--${at % 4 === 0 ? 'accent' : 'bad'}) ${at % 4 === 0 ? 30 : share * 2}%, transparent)`,
        }}
      >
        {share}
      </span>
    ))}
  </div>
)

const ApiFigure = () => (
  <pre
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    tabIndex={0}
    className="overflow-x-auto rounded-md border border-line bg-surface p-3 font-mono text-xs leading-6"
    translate="no"
  >
    <code>
      const answer = await <span className="text-accent-ink">predict</span>({'\n'}
      {'  '}'tickets', text{'\n'}){'\n'}
      route(answer.<span className="text-accent-ink">label</span>)
    </code>
  </pre>
)

const steps: readonly { title: string; text: string; figure: ReactNode }[] = [
  {
    title: 'Bring your data',
    text: 'A spreadsheet, a CSV, or a folder of images or audio. Every repaired or rejected row is listed, and so is anything that looks mislabelled.',
    figure: <DataFigure />,
  },
  {
    title: 'Get a model and its report',
    text: 'It is tested on rows it never saw and compared with the simplest possible guess. You see where it fails before anyone else does.',
    figure: <ModelFigure />,
  },
  {
    title: 'Call it',
    text: 'One endpoint, from any language. Monitor calls, speed and drift, roll out the next version to a few callers first, and roll back in one click.',
    figure: <ApiFigure />,
  },
]

export const Steps = () => (
  <section className={`${siteWidth} grid gap-10 py-16 sm:py-20`} aria-labelledby="steps-title">
    <h2 id="steps-title" className="font-semibold text-[28px] tracking-tight">
      From labelled rows to a live endpoint
    </h2>
    <ol className="grid gap-8 md:grid-cols-3">
      {steps.map(({ title, text, figure }, at) => (
        <li key={title} className="grid content-start gap-4">
          <div className="grid h-48 content-center rounded-xl border border-line bg-sunken/50 p-5">
            {figure}
          </div>
          <h3 className="flex items-baseline gap-2.5 font-semibold text-lg">
            <span className="figure text-accent-ink">{at + 1}</span>
            {title}
          </h3>
          <p className="text-[15px] text-soft leading-7">{text}</p>
        </li>
      ))}
    </ol>
  </section>
)
