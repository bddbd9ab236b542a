const height = 32

/** How loud a sound is over its length; `peaks` are 0 … 1. */
export function Wave({ peaks, title }: { peaks: readonly number[]; title: string }) {
  const loudest = Math.max(0.01, ...peaks)
  return (
    <svg
      viewBox={`0 0 ${2 * peaks.length} ${height}`}
      preserveAspectRatio="none"
      aria-hidden
      className="h-8 min-w-0 flex-1 fill-accent"
    >
      <title>{title}</title>
      {peaks.map((peak, at) => {
        const tall = Math.max(1, (height * peak) / loudest)
        return <rect key={at} x={2 * at} y={(height - tall) / 2} width={1.4} height={tall} />
      })}
    </svg>
  )
}
