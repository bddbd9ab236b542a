import type { Services } from '../core/context.ts'
import { readBrand } from './read-brand.ts'

type Feed = {
  subscribe(listener: (notice: { topic: string }) => void): unknown
  onGap(listener: () => void): void
}

/** Keeps the address that people see at what the operator set, in this process and from the first call on. */
export const followPublicUrl = async (
  services: Services,
  changes: Feed,
  onFailure: (error: unknown) => void,
): Promise<void> => {
  const started = services.publicUrl
  const read = async () => {
    services.publicUrl = (await readBrand(services)).publicUrl ?? started
  }
  const readLater = () => void read().catch(onFailure)
  changes.subscribe(({ topic }) => {
    if (topic === 'brand') readLater()
  })
  changes.onGap(readLater)
  await read()
}
