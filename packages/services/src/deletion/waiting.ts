import type { Services } from '../core/context.ts'

const defaultDays = 14

export const waitDays = ({ deletionWaitDays = defaultDays }: Pick<Services, 'deletionWaitDays'>): number =>
  deletionWaitDays

/** When what is asked for now is carried out. */
export const eraseAtOf = (services: Pick<Services, 'deletionWaitDays' | 'now'>): Date =>
  new Date(services.now().getTime() + waitDays(services) * 86_400_000)

/** As mails and refusals say it. */
export const dayText = (at: Date): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(at)
