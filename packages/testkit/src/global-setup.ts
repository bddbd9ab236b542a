import { migrateDatabase } from '@assay/db'
import { announceCluster, forgetCluster, startTestCluster } from '@assay/db/testing'
import { migrateQueue } from './queue-schema.ts'

export const setup = async (): Promise<() => Promise<void>> => {
  process.env['ASSAY_TEST_RUN'] = `${process.pid}-${Date.now()}`
  const cluster = await startTestCluster((url) => migrateDatabase(url, migrateQueue))
  announceCluster(cluster)
  return async () => {
    forgetCluster()
    await cluster.stop()
  }
}
