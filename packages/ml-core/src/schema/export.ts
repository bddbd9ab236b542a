import { z } from 'zod'

/** What a trained model can be taken away as. `tfjs` holds every family but boosted trees. */
export const exportFormatSchema = z.enum(['onnx', 'tfjs', 'browser'])
export type ExportFormat = z.infer<typeof exportFormatSchema>
