export const linkLook =
  'rounded-sm font-medium text-accent-ink underline-offset-4 hover:underline focus-visible:outline-offset-2'
