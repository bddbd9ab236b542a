import type { Random } from '../random.ts'

/** Values to multiply features with in training: 0 with probability `rate`, else what keeps the mean. */
export function dropoutMask(size: number, rate: number, random: Random): Float32Array {
  const mask = new Float32Array(size)
  for (let i = 0; i < size; i++) mask[i] = random.next() < rate ? 0 : 1 / (1 - rate)
  return mask
}
