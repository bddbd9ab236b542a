import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cn } from '../lib/class-names.ts'
import { Button } from './button.tsx'

export function CopyButton({
  text,
  label = 'Copy',
  className,
}: {
  text: string
  label?: string
  className?: string
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      window.prompt('Copy this:', text)
    }
  }
  return (
    <Button look="ghost" size="iconSm" aria-label={label} title={label} onClick={copy} className={className}>
      {copied ? <Check className="text-good" /> : <Copy />}
      <span className="sr-only" aria-live="polite">
        {copied ? 'Copied' : ''}
      </span>
    </Button>
  )
}

export const CopyField = ({
  text,
  label,
  className,
  ...rest
}: {
  text: string
  label: string
  className?: string
  'data-testid'?: string
}) => (
  <div
    className={cn(
      'flex min-w-0 items-center gap-1 rounded-lg border border-line bg-sunken/60 py-0.5 pr-0.5 pl-3',
      className,
    )}
  >
    <code
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className="min-w-0 flex-1 overflow-x-auto whitespace-nowrap py-1 font-mono text-[12.5px]"
      {...rest}
    >
      {text}
    </code>
    <CopyButton text={text} label={`Copy ${label}`} />
  </div>
)

/** Code as it is to be pasted; scrolls sideways, never wraps. */
export const CodeBlock = ({
  code,
  label,
  ...rest
}: {
  code: string
  label: string
  'data-testid'?: string
}) => (
  <div className="relative min-w-0 rounded-lg border border-line bg-sunken/60">
    <CopyButton text={code} label={`Copy ${label}`} className="absolute top-1.5 right-1.5 bg-sunken" />
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto p-4 pr-12 font-mono text-[12.5px] leading-5.5"
      {...rest}
    >
      {code}
    </pre>
  </div>
)
