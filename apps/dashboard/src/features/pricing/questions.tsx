import type { PublicPlan } from '@assay/services/views'
import { useBrand } from '../../lib/brand.ts'

type Question = { asked: string; answer: string }

const always: readonly Question[] = [
  {
    asked: 'What counts as a prediction?',
    answer:
      'One answered input. Three texts in one call are three predictions. Anything that is refused, fails or times out is never counted, and a call repeated with the same Idempotency-Key is counted once.',
  },
  {
    asked: 'What happens when the allowance is used up?',
    answer:
      'On plans without a price for extra predictions, calls are refused until the next period starts. On other plans, they are answered and billed. You can set a spend cap per period, for the workspace and for each API key.',
  },
  {
    asked: 'Can I change or cancel at any time?',
    answer:
      'Yes. Changes are prorated by the day and shown before you confirm. After you cancel, your plan runs to the end of the paid period, then the free plan takes over.',
  },
  {
    asked: 'Can my price change?',
    answer:
      'Plans have versions, and you keep the one you subscribed to. If you are ever moved to another, we tell you in advance what you would pay, and you can cancel until then.',
  },
  {
    asked: 'Can someone build it for me?',
    answer:
      'Yes. Describe the task in your account under Services. You get a written quote and pay for milestones you have accepted.',
  },
]

/** What people ask before they pay. */
export function Questions({ plans }: { plans: readonly PublicPlan[] }) {
  const { supportEmail } = useBrand()
  const trial = Math.max(0, ...plans.map(({ version }) => version.offer.trialDays))
  const prepaid = plans.find(({ version }) => version.prepaid)
  const questions = [
    ...always,
    ...(trial > 0
      ? [
          {
            asked: 'Is there a trial?',
            answer: `Yes, up to ${trial} days, once per workspace. We notify you before it ends.`,
          },
        ]
      : []),
    ...(prepaid
      ? [
          {
            asked: 'How do credits work?',
            answer: `On ${prepaid.name}, you buy credits in advance and usage is deducted from them. You can have them topped up automatically when they run low.`,
          },
        ]
      : []),
  ]
  return (
    <section aria-labelledby="questions-title" className="grid gap-5">
      <h2 id="questions-title" className="font-semibold text-2xl tracking-tight">
        Questions
      </h2>
      <div className="divide-y divide-line border-line border-y">
        {questions.map(({ asked, answer }) => (
          <details key={asked} className="group py-4">
            <summary className="flex cursor-pointer list-none items-center justify-between gap-4 rounded-sm font-medium">
              {asked}
              <span
                aria-hidden
                className="text-faint text-xl leading-none transition-transform group-open:rotate-45"
              >
                +
              </span>
            </summary>
            <p className="mt-2 max-w-3xl text-[15px] text-soft leading-7">{answer}</p>
          </details>
        ))}
      </div>
      {supportEmail && (
        <p className="text-[15px] text-soft">
          Another question? Write to{' '}
          <a href={`mailto:${supportEmail}`} className="font-medium text-accent-ink hover:underline">
            {supportEmail}
          </a>
          .
        </p>
      )}
    </section>
  )
}
