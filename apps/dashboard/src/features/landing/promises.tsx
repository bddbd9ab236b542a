import { BadgeCheck, EyeOff, HandCoins, Handshake, PackageOpen, TrendingUpDown } from 'lucide-react'
import { takesRequests } from '../../lib/site-access.ts'
import { siteWidth } from '../../ui/site-frame.tsx'

const promises = [
  {
    icon: BadgeCheck,
    title: 'Counted once',
    text: 'Every answer is counted before it is sent. Refused calls are never billed, and each invoice line opens down to the individual call.',
  },
  {
    icon: HandCoins,
    title: 'No surprises',
    text: 'Cap what usage can cost in a month, overall or for a single key, and choose what happens at the cap: stop, slow down or warn.',
  },
  {
    icon: EyeOff,
    title: 'It can abstain',
    text: 'When the model is not sure enough, it can abstain, at a threshold you choose from what each kind of error costs you.',
  },
  {
    icon: TrendingUpDown,
    title: 'Know when inputs drift',
    text: 'Live inputs are compared with the training data. You get an e-mail when they no longer match.',
  },
  {
    icon: PackageOpen,
    title: 'Yours to keep',
    text: 'Download the model as ONNX or as a module for web pages, with its report and training data.',
  },
  {
    icon: Handshake,
    title: 'Custom-built',
    text: 'Prefer to have it done for you? Describe the task, get a quote, and follow the work to the finished endpoint.',
  },
] as const

/** Without what nobody can have at the moment. */
const shown = promises.filter(({ icon }) => icon !== Handshake || takesRequests)

export const Promises = () => (
  <section className="border-line border-y bg-surface" aria-labelledby="promises-title">
    <div className={`${siteWidth} grid gap-10 py-16 sm:py-20`}>
      <h2 id="promises-title" className="font-semibold text-[28px] tracking-tight">
        Built to run every day
      </h2>
      <ul className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
        {shown.map(({ icon: Icon, title, text }) => (
          <li key={title} className="grid content-start gap-2">
            <Icon aria-hidden className="size-5 text-accent-ink" />
            <h3 className="font-semibold">{title}</h3>
            <p className="text-[15px] text-soft leading-7">{text}</p>
          </li>
        ))}
      </ul>
    </div>
  </section>
)
