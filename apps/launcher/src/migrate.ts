import { applyMigrations } from './migrations.ts'

const databaseUrl = process.env['DATABASE_URL']
if (!databaseUrl) {
  console.error('DATABASE_URL is not set. Set it to the database to migrate.')
  process.exit(1)
}
await applyMigrations(databaseUrl)
console.log('The database is up to date.')
