import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { ArrowRight, Check, X } from 'lucide-react'
import { trpc } from '../../lib/api.ts'
import { cn } from '../../lib/class-names.ts'
import { dismiss, useDismissed } from '../../lib/dismissed.ts'
import { useSession } from '../../lib/session.ts'
import { toastUndo } from '../../ui/action-toast.ts'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { Progress } from '../../ui/progress.tsx'
import { shownDeployments } from './shown-deployments.ts'

type Step = { title: string; text: string; done: boolean; action: string; link: LinkProps }

function useSteps(): Step[] | null {
  const datasets = useQuery(trpc.dataset.list.queryOptions({ offset: 0, limit: 1 }))
  const models = useQuery(trpc.model.list.queryOptions({ offset: 0, limit: 1 }))
  const deployments = useQuery(trpc.deployment.list.queryOptions(shownDeployments))
  const usage = useQuery(trpc.billing.usage.queryOptions())
  const subscription = useQuery(trpc.billing.subscription.queryOptions())
  if (!datasets.data || !models.data || !deployments.data || !usage.data || !subscription.data) return null
  const dataset = datasets.data.items[0]
  const deployment = deployments.data.items[0]
  const price = subscription.data.plan.version.monthlyPriceMinor
  return [
    {
      title: 'Upload labelled data',
      text: 'A CSV or JSONL file with a label in every row.',
      done: datasets.data.total > 0,
      action: 'Upload a file',
      link: { to: '/data', search: { dialog: 'new' } },
    },
    {
      title: 'Train a model',
      text: 'Several classifiers compete; the best on held-out rows wins.',
      done: models.data.items.some((one) => one.latest) || models.data.total > 1,
      action: 'Choose data',
      link: dataset ? { to: '/data/$datasetId', params: { datasetId: dataset.id } } : { to: '/data' },
    },
    {
      title: 'Deploy it',
      text: 'Your own HTTPS endpoint. New versions roll out without dropping a call.',
      done: deployments.data.total > 0,
      action: 'Open models',
      link: { to: '/models' },
    },
    {
      title: 'Make the first call',
      text: 'In the playground, or from your app with an API key.',
      done: usage.data.used > 0,
      action: 'Try it out',
      link: deployment
        ? { to: '/deployments/$deploymentId', params: { deploymentId: deployment.id } }
        : { to: '/deployments' },
    },
    {
      title: 'Pick a plan',
      text: 'When you outgrow the free allowance.',
      done: Number(price) > 0,
      action: 'Compare plans',
      link: { to: '/billing' },
    },
  ]
}

const hide = () => {
  dismiss('checklist', true)
  toastUndo('The checklist is hidden.', () => dismiss('checklist', false))
}

/** What to do next; gone once everything is done. */
export function Checklist() {
  const { canWrite } = useSession()
  const steps = useSteps()
  const dismissed = useDismissed('checklist')
  if (!steps || !canWrite || dismissed) return null
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  if (!next) return null
  return (
    <Card>
      <CardHeader
        title="Get your first predictions"
        description={`${done} of ${steps.length} steps done`}
        actions={
          <>
            <Progress fraction={done / steps.length} label="Steps done" className="w-32" />
            <Button look="ghost" size="iconSm" aria-label="Hide the checklist" onClick={hide}>
              <X />
            </Button>
          </>
        }
      />
      <ol className="border-line border-t" data-testid="checklist">
        {steps.map((step, index) => (
          <li
            key={step.title}
            className="flex items-center gap-4 border-line border-b px-5 py-3 last:border-b-0"
            aria-current={step === next ? 'step' : undefined}
          >
            <span
              className={cn(
                'grid size-6 shrink-0 place-items-center rounded-full border font-semibold text-xs',
                step.done
                  ? 'border-transparent bg-good-soft text-good'
                  : step === next
                    ? 'border-accent text-accent-ink'
                    : 'border-line-strong text-faint',
              )}
            >
              {step.done ? <Check aria-label="Done" className="size-3.5" /> : index + 1}
            </span>
            <span className="min-w-0 flex-1">
              <span className={cn('block font-medium text-sm', step.done && 'text-faint')}>{step.title}</span>
              {step === next && <span className="block text-[13px] text-faint">{step.text}</span>}
            </span>
            {step === next && (
              <Button size="sm" look="primary" asChild>
                <Link {...step.link}>
                  {step.action}
                  <ArrowRight />
                </Link>
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
