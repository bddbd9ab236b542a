import { useBrand } from '../lib/brand.ts'
import { cn } from '../lib/class-names.ts'

/** The operator's logo and name; until there is a logo, a mark with the name's first letter. */
export function Brand({ className }: { className?: string }) {
  const { name, number, logo, showsName } = useBrand()
  return (
    <span
      className={cn(
        'inline-flex min-w-0 items-center gap-2 font-semibold text-[15px] tracking-tight',
        className,
      )}
    >
      {logo ? (
        (['light', 'dark'] as const).map((theme) => (
          <img
            key={theme}
            src={logo[theme].url}
            width={logo[theme].width}
            height={logo[theme].height}
            // The name beside it says who it is.
            alt={showsName ? '' : name}
            className={cn(
              'h-6 w-auto max-w-40 shrink-0 object-contain',
              theme === 'light' ? 'dark:hidden' : 'hidden dark:block',
            )}
          />
        ))
      ) : (
        <img src={`/favicon.svg?${number}`} alt="" width={24} height={24} className="size-6 shrink-0" />
      )}
      {(showsName || !logo) && <span className="truncate">{name}</span>}
    </span>
  )
}
