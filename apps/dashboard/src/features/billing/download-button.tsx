import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { toastError } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'

export function DownloadButton({
  download,
  children,
  testId,
}: {
  download: () => Promise<void>
  children: ReactNode
  testId?: string
}) {
  const saving = useMutation({ mutationFn: download, onError: toastError })
  return (
    <Button size="sm" pending={saving.isPending} onClick={() => saving.mutate()} data-testid={testId}>
      {children}
      <Download />
    </Button>
  )
}
