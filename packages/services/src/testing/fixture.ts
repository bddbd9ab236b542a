import { createStripeGateway } from '@assay/billing/stripe'
import { newId, openDatabases, tables, type WorkspaceRole } from '@assay/db'
import { createTestDatabase } from '@assay/testkit'
import postgres from 'postgres'
import { ensureFreeSubscription } from '../billing/index.ts'
import type { Services, WorkspaceCtx } from '../core/context.ts'
import type { JobName, JobPayload } from '../core/jobs.ts'
import type { ObjectStore } from '../core/ports.ts'

export const testWebhookSecret = 'whsec_test'

/**
 * Services on a database of their own, with a clock that a test moves. Stripe's
 * gateway verifies signatures and reaches nothing.
 */
export const openTestServices = async (store: ObjectStore) => {
  const database = await createTestDatabase()
  const dbs = openDatabases(database.url, { app: 12, platform: 6 })
  let offsetMs = 0
  const now = () => new Date(Date.now() + offsetMs)
  const services: Services = {
    dbs,
    store,
    stripe: createStripeGateway({ secretKey: 'sk_test_none', webhookSecret: testWebhookSecret, now }),
    now,
    publicUrl: 'http://localhost:3000',
  }

  const addUser = async (name = 'Ada'): Promise<string> => {
    const id = newId('usr')
    await dbs.platform.insert(tables.user).values({ id, name, email: `${id}@example.com` })
    return id
  }

  const addMember = async (workspaceId: string, role: WorkspaceRole): Promise<WorkspaceCtx> => {
    const userId = await addUser(role)
    await dbs.platform.insert(tables.member).values({ workspaceId, userId, role })
    return { ...services, actor: { type: 'user', id: userId }, workspaceId, role }
  }

  return {
    services,
    database,
    addUser,
    addMember,
    /** A workspace on the free plan; the context is its owner's. */
    addWorkspace: async (name = 'Ada & Co'): Promise<WorkspaceCtx> => {
      const workspaceId = newId('ws')
      await dbs.platform.transaction(async (tx) => {
        await tx.insert(tables.workspace).values({ id: workspaceId, name })
        await ensureFreeSubscription(tx, workspaceId, now())
      })
      return addMember(workspaceId, 'owner')
    },
    /** The payloads of the jobs of this name that wait or failed, the newest first. */
    queued: async <N extends JobName>(name: N): Promise<JobPayload<N>[]> => {
      const owner = postgres(database.url, { max: 1 })
      try {
        const rows = await owner<{ payload: JobPayload<N> }[]>`
          select payload from graphile_worker._private_jobs j
          join graphile_worker._private_tasks t on t.id = j.task_id
          where t.identifier = ${name} order by j.id desc`
        return rows.map(({ payload }) => payload)
      } finally {
        await owner.end()
      }
    },
    /** Moves the clock of the services; the database's own stays. */
    passTime: (ms: number): void => {
      offsetMs += ms
    },
    close: async (): Promise<void> => {
      await dbs.close()
      await database.drop()
    },
  }
}

export type TestServices = Awaited<ReturnType<typeof openTestServices>>
