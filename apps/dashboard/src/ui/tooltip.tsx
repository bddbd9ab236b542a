import { Info } from 'lucide-react'
import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export const TooltipProvider = Radix.Provider

export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="float-in z-70 max-w-72 rounded-lg bg-ink px-2.5 py-1.5 text-canvas text-xs leading-relaxed shadow-float"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** A small ⓘ that explains the figure beside it; reachable by keyboard. */
export const Explain = ({ label, children }: { label: string; children: ReactNode }) => (
  <Tooltip text={children}>
    <button
      type="button"
      aria-label={`What is ${label}?`}
      className="rounded-full text-faint hover:text-soft"
    >
      <Info className="size-3.5" />
    </button>
  </Tooltip>
)
