import type { DatasetExamples } from './contract.ts'
import type { DatasetProfile } from './schema/index.ts'

export async function readExamples(input: {
  path: string
  profile: DatasetProfile
}): Promise<DatasetExamples> {
  throw new Error(`${input.path} cannot be read yet`)
}
