import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Toaster } from 'sonner'
import { queryClient, signedOut } from '../lib/api.ts'
import { leaveForSignIn } from '../lib/session.ts'
import { useTheme } from '../lib/theme.ts'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { router } from './router.tsx'

export function Providers() {
  const { shown } = useTheme()
  useEffect(() => {
    const leave = () => {
      const { pathname, href } = router.state.location
      if (pathname.startsWith('/sign-') || pathname.startsWith('/invite/')) return
      leaveForSignIn(href)
    }
    signedOut.addEventListener('signed-out', leave)
    return () => signedOut.removeEventListener('signed-out', leave)
  }, [])
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={250}>
        <RouterProvider router={router} />
        <Toaster
          theme={shown}
          position="bottom-right"
          containerAriaLabel="Notifications"
          toastOptions={{
            className: '!rounded-xl !font-sans !border-line !bg-raised !text-ink !shadow-float',
          }}
        />
      </TooltipProvider>
    </QueryClientProvider>
  )
}
