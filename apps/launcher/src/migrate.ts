import { applyMigrations } from './migrations.ts'

const databaseUrl = process.env['DATABASE_URL']
if (!databaseUrl) {
  console.error('Set DATABASE_URL to the database to migrate.')
  process.exit(1)
}
await applyMigrations(databaseUrl)
console.log('The database is up to date.')
