import { createStripeGateway } from '@assay/billing/stripe'
import { newId, openDatabases, tables, type WorkspaceRole } from '@assay/db'
import { createTestDatabase } from '@assay/testkit'
import { ensureFreeSubscription } from '../billing/index.ts'
import type { Services, WorkspaceCtx } from '../core/context.ts'
import type { ObjectStore } from '../core/ports.ts'

export type Mail = { to: string; subject: string; text: string }

export const testWebhookSecret = 'whsec_test'

/**
 * Services on a database of their own, with a clock that a test moves and mails that it can read. Stripe's
 * gateway verifies signatures and reaches nothing.
 */
export const openTestServices = async (store: ObjectStore) => {
  const database = await createTestDatabase()
  const dbs = openDatabases(database.url, { app: 12, platform: 6 })
  const mails: Mail[] = []
  let offsetMs = 0
  const now = () => new Date(Date.now() + offsetMs)
  const services: Services = {
    dbs,
    store,
    mail: {
      send: async (mail) => {
        mails.push(mail)
      },
    },
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
    mails,
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
