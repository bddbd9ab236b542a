export { type KeptPostgres, keepPostgresRunning } from './keep-running.ts'
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  findServerProcess,
  startEmbeddedPostgres,
} from './start.ts'
