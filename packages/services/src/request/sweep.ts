import { sql } from 'drizzle-orm'
import type { Services } from '../core/context.ts'

/** The log is for looking at what happens; what is billed is in the usage events, for good. */
const logDays = 30
const mostPerDeployment = 500_000

/**
 * Forgets calls after a month, what deployments kept after the days that they say, and the rows to be labelled that
 * came of it: those that are in a version by then stay there, and their item says nothing any more.
 */
export const sweepCalls = async (services: Services): Promise<void> => {
  const { platform } = services.dbs
  const now = services.now().toISOString()
  await platform.execute(sql`delete from captured_prediction where expires_at <= ${now}`)
  await platform.execute(sql`
    delete from labelling_item where expires_at <= ${now} and queue = 'production' and state <> 'published'`)
  await platform.execute(sql`
    update labelling_item set input = null, reason = null, expires_at = null
    where expires_at <= ${now} and queue = 'production' and state = 'published'`)
  await platform.execute(sql`
    delete from request_log where at < ${now}::timestamptz - make_interval(days => ${logDays})`)
  await platform.execute(sql`
    delete from request_log l using (
      select d.id, (select at from request_log where deployment_id = d.id order by at desc
                    offset ${mostPerDeployment} limit 1) as until
      from deployment d) o
    where l.deployment_id = o.id and l.at <= o.until`)
}
