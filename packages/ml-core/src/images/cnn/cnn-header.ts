import { z } from 'zod'
import { readJson } from '../../bundle/binary.ts'
import type { BundleFiles } from '../../classifiers/classifier.ts'
import { readWeights, type Weights } from '../../nets/weights.ts'
import { cnnShapes, planCnn } from './plan.ts'

const side = z.int().min(1).max(1024)
const headerSchema = z.object({
  width: side,
  height: side,
  channels: z.union([z.literal(1), z.literal(3)]),
  mean: z.array(z.number()),
  scale: z.array(z.number()),
  classes: z.int().min(2),
  inverseTemperature: z.number().positive(),
})
export type CnnHeader = z.infer<typeof headerSchema>

/** What a net saved; throws `ArtifactCorrupt`. */
export function readCnn(files: BundleFiles): { header: CnnHeader; weights: Weights } {
  const header = readJson(files, 'model.json', headerSchema)
  return { header, weights: readWeights(files, cnnShapes(planCnn(header), header.classes)) }
}
