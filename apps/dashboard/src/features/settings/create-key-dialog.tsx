import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { trpc } from '../../lib/api.ts'
import type { DeploymentView } from '../../lib/views.ts'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Dialog, DialogBody, DialogContent, DialogFooter } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'

const every = 'every'

export function CreateKeyDialog({
  open,
  onOpenChange,
  deployments,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  deployments: readonly Pick<DeploymentView, 'id' | 'name'>[]
}) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [scope, setScope] = useState(every)
  const create = useMutation(
    trpc.apiKey.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  )
  const change = (next: boolean) => {
    onOpenChange(next)
    if (next) return
    // The secret leaves the page's memory with the dialog.
    create.reset()
    setName('')
    setScope(every)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ name: name.trim(), ...(scope === every ? {} : { deploymentId: scope }) })
  }
  return (
    <Dialog open={open} onOpenChange={change}>
      {create.data ? (
        <DialogContent title="Your new key" locked>
          <DialogBody>
            <CopyField text={create.data.key} label="the key" data-testid="new-key-value" />
            <Notice tone="warn">Copy it now: only its hash is kept, so it cannot be shown again.</Notice>
          </DialogBody>
          <DialogFooter>
            <Button look="primary" onClick={() => change(false)} data-testid="key-done">
              I have copied it
            </Button>
          </DialogFooter>
        </DialogContent>
      ) : (
        <DialogContent title="New API key">
          <form onSubmit={submit} className="contents">
            <DialogBody>
              <Field label="Name" hint="Where it will be used, so that you know what revoking it stops.">
                {(control) => (
                  <Input
                    {...control}
                    data-testid="key-name"
                    required
                    maxLength={80}
                    placeholder="Production backend"
                    value={name}
                    onChange={(event) => setName(event.target.value)}
                  />
                )}
              </Field>
              <Field label="May call">
                {(control) => (
                  <Select
                    {...control}
                    value={scope}
                    onChange={setScope}
                    options={[
                      { value: every, label: 'Every deployment of the workspace' },
                      ...deployments.map((one) => ({ value: one.id, label: `Only ${one.name}` })),
                    ]}
                  />
                )}
              </Field>
              <FormError error={create.error} />
            </DialogBody>
            <DialogFooter>
              <Button onClick={() => change(false)}>Cancel</Button>
              <Button
                type="submit"
                look="primary"
                pending={create.isPending}
                disabled={name.trim() === ''}
                data-testid="create-key"
              >
                Create key
              </Button>
            </DialogFooter>
          </form>
        </DialogContent>
      )}
    </Dialog>
  )
}
