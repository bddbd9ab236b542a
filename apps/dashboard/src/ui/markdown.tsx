import { compiler } from 'markdown-to-jsx/react'
import { cn } from '../lib/class-names.ts'
import { linkLook } from './link.tsx'

const heading = (size: string) => ({ props: { className: `font-semibold ${size} mt-4 first:mt-0` } })
const list = (kind: string) => ({ props: { className: `${kind} grid gap-1 pl-6` } })

/**
 * Text that other people wrote. HTML in it is shown as it was typed, pictures are left out, and the library drops
 * addresses that would run something. Its first heading comes below the page's own.
 */
export function Markdown({ text, className }: { text: string; className?: string }) {
  return (
    <div className={cn('grid gap-4 break-words text-[15px] leading-7 text-soft', className)}>
      {compiler(text, {
        disableParsingRawHTML: true,
        forceBlock: true,
        wrapper: null,
        overrides: {
          a: { props: { className: linkLook, rel: 'noreferrer nofollow ugc' } },
          img: () => null,
          h1: { component: 'h2', ...heading('text-xl text-ink') },
          h2: { ...heading('text-lg text-ink') },
          h3: { ...heading('text-base text-ink') },
          ul: list('list-disc'),
          ol: list('list-decimal'),
          code: { props: { className: 'rounded bg-sunken px-1 font-mono text-[0.9em]' } },
          pre: { props: { className: 'overflow-x-auto rounded-lg bg-sunken p-4', tabIndex: 0 } },
          blockquote: { props: { className: 'border-line-strong border-l-2 pl-4' } },
          table: { props: { className: 'block overflow-x-auto' } },
        },
      })}
    </div>
  )
}
