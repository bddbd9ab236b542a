import { locale } from '../../lib/locale.ts'

/** Amounts on an axis: whole major units, and smaller ones where the bars are small. */
export const chartMoney =
  (currency: string) =>
  (value: number): string =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: currency.toUpperCase(),
      maximumFractionDigits: value < 10 && !Number.isInteger(value) ? 2 : 0,
    }).format(value)
