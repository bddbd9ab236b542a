import type { PublicPlan } from '@assay/services/views'
import { useBrand } from '../../lib/brand.ts'

type Question = { asked: string; answer: string }

const always: readonly Question[] = [
  {
    asked: 'What counts as a prediction?',
    answer:
      'One answered input. Three texts in one call are three predictions. What is refused, fails or finds no answer in time is never counted, and a call that is repeated with the same Idempotency-Key is counted once.',
  },
  {
    asked: 'What happens when the allowance is used up?',
    answer:
      'On a plan without a price for further predictions, calls are refused until the next period begins. On the others they are answered and billed. You can set the most that a period may cost, for the workspace and for each API key.',
  },
  {
    asked: 'Can I change or cancel at any time?',
    answer:
      'Yes. A change is reckoned to the day and shown before you confirm it. After you cancel, the plan runs to the end of what is paid for, and the free plan takes over.',
  },
  {
    asked: 'Will a price change under me?',
    answer:
      'A plan has versions, and you keep the one that you subscribed to. Should you be moved to another one, you are told beforehand what you would pay and can cancel until then.',
  },
  {
    asked: 'Can somebody build it for me?',
    answer:
      'Yes. Describe the task in your account under Services. You get a quote in writing, and pay for milestones that you have accepted.',
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
            answer: `Yes, up to ${trial} days, once for each workspace. You are told before it ends.`,
          },
        ]
      : []),
    ...(prepaid
      ? [
          {
            asked: 'How do credits work?',
            answer: `On ${prepaid.name} you buy credits beforehand, and usage is taken from them. You may have them topped up by themselves when they run low.`,
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
          Something else? Write to{' '}
          <a href={`mailto:${supportEmail}`} className="font-medium text-accent-ink hover:underline">
            {supportEmail}
          </a>
          .
        </p>
      )}
    </section>
  )
}
