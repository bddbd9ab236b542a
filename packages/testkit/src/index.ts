export { createTestDatabase, type TestDatabase } from '@assay/db/testing'
