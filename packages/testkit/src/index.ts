export { createTestDatabase, type TestDatabase } from '@assay/db/testing'
export { startS3Server } from './s3/server.ts'
export { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'
