import { useMutation } from '@tanstack/react-query'
import { CircleCheck, CircleX, PlugZap } from 'lucide-react'
import type { ReactNode } from 'react'
import { trpc } from '../../../lib/api.ts'
import { formatMs } from '../../../lib/format.ts'
import type { ConnectionPart, ConnectionTest } from '../../../lib/views.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, CardBody, CardHeader } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { FormError } from '../../../ui/form-error.tsx'

const stepNames: Record<ConnectionTest['steps'][number]['step'], string> = {
  ping: 'The database answers',
  migrations: 'All migrations are applied',
  queue: 'Job queue available',
  write: 'A file was written',
  read: 'It was read back',
  remove: 'It was removed',
  account: 'Stripe accepts this key',
  webhook_endpoint: 'Stripe sends its events here',
  mail_queued: 'Test e-mail queued',
  mail_sent: 'It was handed to the mail server',
}

/** One connection: what is set, and a button that really tries it. */
export function ConnectionCard({
  part,
  title,
  variables,
  action,
  facts,
}: {
  part: ConnectionPart
  title: string
  /** The environment's names of what is shown. */
  variables: string
  action: string
  facts: readonly (readonly [name: string, value: ReactNode])[]
}) {
  const test = useMutation(trpc.platform.testConnection.mutationOptions())
  return (
    <Card data-testid={`connection-${part}`}>
      <CardHeader title={title} description={`Set in the environment: ${variables}`} />
      <CardBody>
        <div className="grid gap-4">
          <Facts items={facts} />
          <Button
            className="justify-self-start"
            pending={test.isPending}
            onClick={() => test.mutate({ part })}
            data-testid={`test-${part}`}
          >
            <PlugZap />
            {action}
          </Button>
          <FormError error={test.error} />
        </div>
        <div aria-live="polite">{test.data && <Steps test={test.data} />}</div>
      </CardBody>
    </Card>
  )
}

const Steps = ({ test }: { test: ConnectionTest }) => (
  <ul className="mt-4 grid gap-2 text-[13px]" data-testid="steps" data-ok={test.ok}>
    {test.steps.map(({ step, ok, ms, detail }) => (
      <li key={step} className="flex items-start gap-2">
        {ok ? (
          <CircleCheck aria-label="Passed" className="mt-0.5 size-4 shrink-0 text-good" />
        ) : (
          <CircleX aria-label="Failed" className="mt-0.5 size-4 shrink-0 text-bad" />
        )}
        <span className="min-w-0 flex-1">
          <span className="block">{stepNames[step]}</span>
          {detail && (
            <span className={ok ? 'block break-words text-faint' : 'block break-words text-bad'}>
              {detail}
            </span>
          )}
        </span>
        <span className="figure shrink-0 text-faint">{formatMs(ms)}</span>
      </li>
    ))}
  </ul>
)
