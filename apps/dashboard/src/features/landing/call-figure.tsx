const answer = [
  { label: 'delivery', share: 0.93 },
  { label: 'refund', share: 0.05 },
  { label: 'account', share: 0.02 },
] as const

/** A call and what comes back, as they are in every language. */
export const CallFigure = () => (
  <figure className="min-w-0 overflow-hidden rounded-2xl border border-line bg-surface shadow-float">
    <figcaption className="flex items-center gap-2 border-line border-b px-4 py-2.5 font-medium text-[13px] text-soft">
      <span aria-hidden className="size-2 rounded-full bg-good" />A call to your classifier
    </figcaption>
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className="overflow-x-auto border-line border-b bg-sunken/50 p-4 font-mono text-[12.5px] leading-6"
      translate="no"
    >
      <code>
        <span className="text-accent-ink">POST</span> /v1/predict/tickets{'\n'}
        <span className="text-faint">Authorization:</span> Bearer ask_…{'\n\n'}
        {'{ '}
        <span className="text-faint">"inputs"</span>: ["Where is my parcel?"]{' }'}
      </code>
    </pre>
    <div className="grid gap-3 p-5">
      <p className="flex items-baseline justify-between gap-3">
        <span className="font-semibold text-lg">delivery</span>
        <span className="text-[13px] text-faint">93% sure</span>
      </p>
      {answer.map(({ label, share }) => (
        <div key={label} className="grid grid-cols-[5rem_1fr_2.5rem] items-center gap-3 text-[13px]">
          <span className="text-soft">{label}</span>
          <span aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken">
            <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
          </span>
          <span className="figure text-right text-faint">{Math.round(share * 100)}%</span>
        </div>
      ))}
      <p className="rounded-lg bg-sunken/60 p-3 text-[13px] text-soft">
        It also shows what drove the answer:{' '}
        <mark className="rounded-sm bg-accent/20 px-0.5 text-ink">Where</mark> is my{' '}
        <mark className="rounded-sm bg-accent/30 px-0.5 text-ink">parcel</mark>?
      </p>
    </div>
  </figure>
)
