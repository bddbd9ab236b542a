export { createTestDatabase, type TestDatabase } from '@assay/db/testing'
export { pdfText } from './pdf-text.ts'
export { startS3Server } from './s3/server.ts'
export { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'
