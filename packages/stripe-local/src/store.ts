import postgres from 'postgres'
import { missing } from './http/errors.ts'
import type { ObjectType, ObjectTypes, Stored } from './model.ts'
import { createSchema } from './store-schema.ts'

export type Sql = postgres.Sql<{ bigint: number }>
export type TransactionSql = postgres.TransactionSql<{ bigint: number }>

/** Opens the schema. 8-byte integers are read as numbers: they hold sequence numbers and unix seconds. */
export async function openStore(databaseUrl: string, schema: string): Promise<Sql> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw new Error(`Not a schema name: ${schema}`)
  const sql = postgres(databaseUrl, {
    max: 6,
    onnotice: () => {},
    connection: { search_path: schema, application_name: 'stripe-local' },
    types: {
      bigint: { to: 20, from: [20], serialize: String, parse: (text: string) => Number(text) },
    },
  })
  await createSchema(sql, schema)
  return sql
}

interface ObjectRow {
  data: unknown
}

/** Rows of a type are written by this package's builders of that type, and by nothing else. */
const typed = <K extends ObjectType>(row: ObjectRow): ObjectTypes[K] => row.data as ObjectTypes[K]

// The text cast keeps the driver from encoding the JSON a second time.
const json = (value: unknown): string => JSON.stringify(value)

export interface ListQuery {
  /** Fields that must be equal, by containment. */
  match?: Record<string, unknown>
  createdFrom?: number
  createdTo?: number
  ids?: string[]
}

/** Objects inside one transaction. */
export class Objects {
  readonly sql: TransactionSql
  /** Whose objects these are; '' holds what belongs to the process itself, such as the endpoints it was given. */
  account: string

  constructor(sql: TransactionSql, account: string) {
    this.sql = sql
    this.account = account
  }

  private own() {
    return this.sql`account in (${this.account}, '')`
  }

  async find<K extends ObjectType>(type: K, id: string): Promise<ObjectTypes[K] | undefined> {
    const [row] = await this.sql<
      ObjectRow[]
    >`select data from objects where id = ${id} and type = ${type} and ${this.own()}`
    return row === undefined ? undefined : typed<K>(row)
  }

  /** @throws StripeError `resource_missing`: 404 for the URL's id, 400 for a parameter's. */
  async get<K extends ObjectType>(type: K, id: string, param = 'id'): Promise<ObjectTypes[K]> {
    const noun = type.slice(type.lastIndexOf('.') + 1)
    const found = await this.find(type, id)
    if (found === undefined || found['deleted'] === true) throw missing(noun, id, param)
    return found
  }

  async findAny(id: string): Promise<Stored | undefined> {
    const [row] = await this.sql<
      { data: Stored }[]
    >`select data from objects where id = ${id} and ${this.own()}`
    return row?.data
  }

  async insert<K extends ObjectType>(type: K, object: ObjectTypes[K]): Promise<void> {
    await this.sql`insert into objects (account, id, type, created, data)
      values (${this.account}, ${object.id}, ${type}, ${object.created}, ${json(object)}::text::jsonb)`
  }

  async save<K extends ObjectType>(type: K, object: ObjectTypes[K]): Promise<void> {
    await this
      .sql`update objects set data = ${json(object)}::text::jsonb, deleted = ${object['deleted'] === true}
      where id = ${object.id} and type = ${type} and ${this.own()}`
  }

  async remove(id: string): Promise<void> {
    await this.sql`delete from objects where id = ${id} and ${this.own()}`
  }

  private conditions(type: ObjectType, query: ListQuery) {
    const { sql } = this
    const { customer, ...match } = query.match ?? {}
    return sql`type = ${type} and ${this.own()} and not deleted
      ${typeof customer === 'string' ? sql`and data->>'customer' = ${customer}` : sql``}
      ${Object.keys(match).length > 0 ? sql`and data @> ${json(match)}::text::jsonb` : sql``}
      ${query.createdFrom === undefined ? sql`` : sql`and created >= ${query.createdFrom}`}
      ${query.createdTo === undefined ? sql`` : sql`and created <= ${query.createdTo}`}
      ${query.ids === undefined ? sql`` : sql`and id = any(${query.ids})`}`
  }

  /** Oldest first, all of them: for the engine. */
  async where<K extends ObjectType>(type: K, query: ListQuery): Promise<ObjectTypes[K][]> {
    const rows = await this.sql<ObjectRow[]>`
      select data from objects where ${this.conditions(type, query)} order by seq`
    return rows.map((row) => typed<K>(row))
  }

  /** Newest first, one page and whether more follows in the direction asked. */
  async page<K extends ObjectType>(
    type: K,
    query: ListQuery,
    cursor: { limit: number; after?: string | undefined; before?: string | undefined },
  ): Promise<{ data: ObjectTypes[K][]; hasMore: boolean }> {
    const { sql } = this
    const id = cursor.before ?? cursor.after
    const [at] =
      id === undefined
        ? []
        : await sql<
            { seq: number }[]
          >`select seq from objects where id = ${id} and type = ${type} and ${this.own()}`
    if (id !== undefined && at === undefined)
      throw missing(type, id, cursor.before === undefined ? 'starting_after' : 'ending_before')
    const backwards = cursor.before !== undefined
    const rows = await sql<ObjectRow[]>`
      select data from objects where ${this.conditions(type, query)}
      ${at === undefined ? sql`` : backwards ? sql`and seq > ${at.seq}` : sql`and seq < ${at.seq}`}
      order by seq ${backwards ? sql`asc` : sql`desc`} limit ${cursor.limit + 1}`
    const data = rows.slice(0, cursor.limit).map((row) => typed<K>(row))
    return { data: backwards ? data.reverse() : data, hasMore: rows.length > cursor.limit }
  }
}
