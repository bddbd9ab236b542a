import { BadgeCheck, EyeOff, HandCoins, Handshake, PackageOpen, TrendingUpDown } from 'lucide-react'
import { takesRequests } from '../../lib/site-access.ts'
import { siteWidth } from '../../ui/site-frame.tsx'

const promises = [
  {
    icon: BadgeCheck,
    title: 'Counted once',
    text: 'An answer goes out only after it has been counted. What is refused is never billed, and each line of an invoice opens down to the single call.',
  },
  {
    icon: HandCoins,
    title: 'No surprises',
    text: 'Say what usage may cost in a month, for everything or for one key, and what happens at that point: stop, slow down or warn.',
  },
  {
    icon: EyeOff,
    title: 'It may say nothing',
    text: 'Where the model is not sure enough it can keep quiet, at a threshold that you choose from what each kind of error costs you.',
  },
  {
    icon: TrendingUpDown,
    title: 'You hear of drift',
    text: 'What comes in is compared with what the model learned from. You get a mail when it is no longer the same.',
  },
  {
    icon: PackageOpen,
    title: 'Yours to take away',
    text: 'Download the model as ONNX or as a module for a web page, with its report and the data that it learned from.',
  },
  {
    icon: Handshake,
    title: 'Made to measure',
    text: 'If you would rather have it done: describe the task, get a quote, and follow the work to the finished endpoint.',
  },
] as const

/** Without what nobody can have at the moment. */
const shown = promises.filter(({ icon }) => icon !== Handshake || takesRequests)

export const Promises = () => (
  <section className="border-line border-y bg-surface" aria-labelledby="promises-title">
    <div className={`${siteWidth} grid gap-10 py-16 sm:py-20`}>
      <h2 id="promises-title" className="font-semibold text-[28px] tracking-tight">
        Made for running it every day
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
