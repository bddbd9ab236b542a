export { getConnections } from './connections.ts'
export { testConnection, testConnectionInput } from './test-connection.ts'
