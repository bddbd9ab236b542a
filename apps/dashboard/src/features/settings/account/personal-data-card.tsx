import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { trpc } from '../../../lib/api.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { toastError } from '../../../ui/action-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardHeader } from '../../../ui/card.tsx'

export function PersonalDataCard() {
  const queries = useQueryClient()
  const take = useMutation({
    mutationFn: async () => {
      const data = await queries.fetchQuery({ ...trpc.account.personalData.queryOptions(), staleTime: 0 })
      saveFile('my-data.json', 'application/json', JSON.stringify(data, null, 2))
    },
    onError: toastError,
  })
  return (
    <Card className="pb-1">
      <CardHeader
        title="Your personal data"
        description="Data kept about you: sign-in, sessions, memberships and your activity."
        actions={
          <Button onClick={() => take.mutate()} pending={take.isPending} data-testid="personal-data">
            <Download />
            Download
          </Button>
        }
      />
    </Card>
  )
}
