import { writeCsv } from '../csv.ts'
import { openRandom } from '../random.ts'

const columns = [
  'age',
  'sex',
  'bmi',
  'systolic_pressure',
  'cholesterol',
  'glucose',
  'smoker',
  'exercise_hours',
  'family_history',
  'risk',
] as const

/**
 * Made-up people with the measures of a check-up. Their risk follows a formula with noise; it stands for no study and
 * no patient.
 */
export const makeHealthTable = (rows: number, seed: number): Uint8Array => {
  const random = openRandom(seed)
  const round = (value: number, digits: number) => Number(value.toFixed(digits))
  const missing = (value: number) => (random.next() < 0.03 ? null : value)
  const people = Array.from({ length: rows }, () => {
    const age = Math.round(random.between(25, 85))
    const sex = random.pick(['female', 'male'])
    const bmi = round(Math.max(17, 26 + 4 * random.normal()), 1)
    const pressure = Math.round(112 + 0.35 * (age - 25) + 0.8 * (bmi - 26) + 11 * random.normal())
    const cholesterol = Math.round(185 + 0.4 * (age - 50) + 32 * random.normal())
    const glucose = Math.round(Math.max(65, 92 + 1.2 * (bmi - 26) + 14 * random.normal()))
    const smoker = random.next() < 0.24 ? 'yes' : 'no'
    const exercise = round(Math.max(0, 3 + 2 * random.normal()), 1)
    const family = random.next() < 0.3 ? 'yes' : 'no'
    const score =
      0.07 * (age - 55) +
      0.12 * (bmi - 26) +
      0.05 * (pressure - 125) +
      0.015 * (cholesterol - 190) +
      0.04 * (glucose - 95) +
      (smoker === 'yes' ? 1.4 : 0) +
      (family === 'yes' ? 1 : 0) -
      0.35 * exercise +
      (sex === 'male' ? 0.3 : 0) +
      0.7 * random.normal()
    return [
      age,
      sex,
      missing(bmi),
      missing(pressure),
      missing(cholesterol),
      missing(glucose),
      smoker,
      exercise,
      family,
      score > 0.2 ? 'high' : 'low',
    ]
  })
  return writeCsv(columns, people)
}
