export { createTestDatabase, type TestDatabase } from './cluster.ts'
