import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { readError } from '../../lib/read-error.ts'
import { Button } from '../../ui/button.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Door } from './door.tsx'

async function report(key: string, foundAt: string): Promise<{ revoked: boolean }> {
  const response = await fetch('/v1/leaked-keys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, foundAt }),
  })
  if (!response.ok) throw readError(await response.json().catch(() => null), response.status)
  return response.json()
}

/** Anybody who found a key in public ends it here, signed in or not. */
export function LeakedKeyPage() {
  const [key, setKey] = useState('')
  const [foundAt, setFoundAt] = useState('')
  const send = useMutation({
    mutationFn: () => report(key.trim(), foundAt.trim()),
    onSuccess: () => setKey(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate()
  }
  return (
    <Door
      title="Revoke a leaked key"
      description="Found one of this platform’s API keys in public? Revoke it here. Its owner is notified by e-mail."
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Leaked key"
          hint="It starts with ask_ or apk_."
          controlClassName="font-mono text-xs"
          required
          autoComplete="off"
          spellCheck={false}
          value={key}
          onType={setKey}
        />
        <TextField
          label="Where you found it"
          hint="Optional. It helps the key’s owner."
          maxLength={500}
          placeholder="https://"
          value={foundAt}
          onType={setFoundAt}
        />
        <FormError error={send.error} />
        {send.data && (
          <Notice tone={send.data.revoked ? 'good' : 'info'}>
            {send.data.revoked
              ? 'Thank you. The key has been revoked.'
              : 'This key is not active: it is unknown here or already revoked.'}
          </Notice>
        )}
        <Button type="submit" look="primary" pending={send.isPending} disabled={key.trim() === ''}>
          Revoke this key
        </Button>
      </form>
    </Door>
  )
}
