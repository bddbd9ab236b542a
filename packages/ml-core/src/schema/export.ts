import { z } from 'zod'

/** What a trained model can be taken away as. */
export const exportFormatSchema = z.enum(['onnx', 'tfjs', 'browser'])
export type ExportFormat = z.infer<typeof exportFormatSchema>

/** Why a model of the family (and task) cannot be taken away in the format; null where it can. */
export function exportObstacle(family: string, format: ExportFormat, task?: string): string | null {
  if (task === 'multi' && format === 'browser')
    return 'The module answers one label; for any number of them take ONNX or tensorflow.js.'
  if (family === 'image-transfer' || family === 'sentence-encoder')
    return 'It needs the pretrained net that it was built on, which stays here.'
  if (family === 'ensemble') return 'It is put together of several models; take one of them instead.'
  if (family === 'boosted-trees' && format === 'tfjs') return 'tensorflow.js has no operator for trees.'
  if (family === 'majority' && format === 'browser') return 'The baseline looks at nothing.'
  return null
}
