import { measureDrift } from '@assay/ml-core'
import type { Services } from '@assay/services/core'
import { claimDriftDue, keepMeasurement } from '@assay/services/drift'

/** Compares what is due, and answers how much was newly alarming or is over. */
export const measureDueDrift = async (
  services: Pick<Services, 'dbs' | 'now' | 'publicUrl'>,
): Promise<{ measured: number; raised: number; cleared: number }> => {
  const total = { measured: 0, raised: 0, cleared: 0 }
  for (const order of await claimDriftDue(services)) {
    const result = measureDrift(order.reference, order.counts, order.settings)
    const { raised, cleared } = await keepMeasurement(services, order, result)
    total.measured++
    total.raised += raised
    total.cleared += cleared
  }
  return total
}
