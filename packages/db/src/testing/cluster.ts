import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '../embedded/index.ts'

export type Cluster = { ownerUrl: string; adminUrl: string; template: string }

/** Memory where the system has it: a test's database need not survive the machine. */
const clusterRoot = (): string => {
  try {
    mkdirSync('/dev/shm/assay-test', { recursive: true })
    return '/dev/shm/assay-test'
  } catch {
    return join(tmpdir(), 'assay-test')
  }
}

/** The file by which the setup process tells the test processes where the cluster is. */
const noticeFile = (): string =>
  join(tmpdir(), `assay-test-cluster-${process.env['ASSAY_TEST_RUN'] ?? 'none'}.json`)

export const announceCluster = (cluster: Cluster): void =>
  writeFileSync(noticeFile(), JSON.stringify(cluster))
export const forgetCluster = (): void => rmSync(noticeFile(), { force: true })
export const findCluster = (): Cluster => JSON.parse(readFileSync(noticeFile(), 'utf8')) as Cluster

/** Starts a cluster for one run with a migrated template database. */
export const startTestCluster = async (
  migrate: (url: string) => Promise<void>,
): Promise<Cluster & { stop(): Promise<void> }> => {
  const folder = join(clusterRoot(), `run-${process.pid}-${Date.now()}`)
  const server = await startEmbeddedPostgres({ folder, durable: false })
  await migrate(server.url)
  const template = 'assay'
  return {
    ownerUrl: server.url,
    adminUrl: server.adminUrl,
    template,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
      rmSync(server.dataFolder, { recursive: true, force: true })
    },
  }
}

export type TestDatabase = { url: string; adminUrl: string; drop(): Promise<void> }

let made = 0

const createDatabase = async (template: string): Promise<TestDatabase> => {
  const cluster = findCluster()
  const name = `test_${process.pid}_${Date.now().toString(36)}_${made++}`
  const admin = postgres(cluster.adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template ${template} owner assay_owner`)
  await admin.end({ timeout: 5 })
  const withName = (from: string): string => {
    const url = new URL(from)
    url.pathname = `/${name}`
    return url.toString()
  }
  return {
    url: withName(cluster.ownerUrl),
    adminUrl: withName(cluster.adminUrl),
    drop: async () => {
      const sql = postgres(cluster.adminUrl, { max: 1, onnotice: () => {} })
      await sql.unsafe(`drop database if exists ${name} with (force)`)
      await sql.end({ timeout: 5 })
    },
  }
}

/** A database of its own, copied from the migrated template (10–60 ms). */
export const createTestDatabase = (): Promise<TestDatabase> => createDatabase(findCluster().template)

/** One without any schema, for tests of the migrations. */
export const createEmptyDatabase = (): Promise<TestDatabase> => createDatabase('template1')
