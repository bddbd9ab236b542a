/**
 * The one direction: dashboard → api (types only); api, worker → infra → services → billing, datasets, db;
 * worker → ml-core, datasets. Each rule below is an arrow that may not be drawn.
 */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/src`, pathNot: '\\.test\\.tsx?$|/fixtures?\\.ts$' },
  to: { path: '^(apps|packages)/', pathNot: [`^${from}/`, ...allowed].join('|') },
})
const never = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    only('ml-core-is-pure', 'packages/ml-core', [], 'ml-core imports no other workspace package'),
    only('datasets-is-pure', 'packages/datasets', [], 'datasets imports no other workspace package'),
    only('i18n-is-pure', 'packages/i18n', [], 'i18n imports no other workspace package'),
    only('billing-is-pure', 'packages/billing', [], 'billing imports no other workspace package'),
    only('db-is-pure', 'packages/db', [], 'db imports no other workspace package'),
    only(
      'solutions-are-pure',
      'packages/solutions',
      ['^packages/datasets/src/csv'],
      'solutions imports nothing but how a CSV is written',
    ),
    only(
      'stripe-local-stands-alone',
      'packages/stripe-local',
      ['^packages/db/src/embedded'],
      'it is Stripe, as far as the product knows; its command line alone starts a database',
    ),
    only('sdk-stands-alone', 'packages/sdk', [], 'callers install it, so it needs nothing of ours'),
    only(
      'services-look-down',
      'packages/services',
      [
        '^packages/(billing|datasets|db|solutions)/src',
        '^packages/ml-core/src/schema',
        '^packages/i18n/src/(server|languages)',
      ],
      'services → billing, datasets, db, solutions, the schema of ml-core, and the language of papers and mails',
    ),
    only(
      'infra-looks-down',
      'packages/infra',
      ['^packages/(services|db)/src', '^packages/i18n/src/server'],
      'infra → services, db, and the language of papers',
    ),
    only(
      'api-looks-down',
      'apps/api',
      ['^packages/(infra|services|billing|db)/src', '^packages/i18n/src/languages'],
      'api → infra, services, and which language a browser asks for; billing and db only to be wired up',
    ),
    only(
      'worker-looks-down',
      'apps/worker',
      ['^packages/(infra|services|billing|db|ml-core|datasets)/src', '^packages/i18n/src/server'],
      'worker → infra, services, ml-core, datasets, and the language of mails',
    ),
    only(
      'launcher-composes',
      'apps/launcher',
      ['^packages/(db|infra|stripe-local)/src'],
      'the launcher starts things; what the product does it asks of the API',
    ),
    only(
      'dashboard-asks-the-api',
      'apps/dashboard',
      [
        '^apps/api/src/trpc',
        '^packages/billing/src/(quote|rating)',
        '^packages/(ml-core|datasets)/src/schema',
        '^packages/datasets/src/csv',
        '^packages/i18n/src/(runtime|languages)',
        '^packages/ml-core/src/audio',
        '^packages/ml-core/src/decisions',
        '^packages/sdk/src/(types|shapes)',
        '^packages/services/src/views',
      ],
      'dashboard → the router’s types, the pure schemas, what a quote or a bill comes to, the spectrograms that models see, how policies decide, and the types that the SDK writes',
    ),
    never(
      'dashboard-takes-types-only',
      { path: '^apps/dashboard/src' },
      { path: '^(apps/api|packages/services)/', dependencyTypesNot: ['type-only'] },
      'nothing of the server reaches the browser',
    ),
    never(
      'doors-speak-through-verbs',
      { path: '^apps/api/src/(trpc|rest|gateway|webhooks)', pathNot: '\\.test\\.ts$' },
      { path: 'node_modules/(drizzle-orm|stripe|postgres|@tensorflow)' },
      'a router’s body is one verb call',
    ),
    never(
      'jobs-speak-through-verbs',
      { path: '^apps/worker/src/(jobs|training|hosting)' },
      { path: 'node_modules/(drizzle-orm|stripe|postgres)' },
      'a job calls verbs',
    ),
    never(
      'stripe-only-in-the-gateway',
      {
        path: '^(packages|apps)/',
        pathNot: '^packages/(billing/src/stripe|stripe-local)|\\.test\\.ts$|fixture',
      },
      { path: 'node_modules/stripe/' },
      'the Stripe SDK stays in billing/stripe',
    ),
    never(
      'env-is-read-at-the-top',
      { path: '^packages/(ml-core|datasets|billing|services)/src', pathNot: '\\.test\\.ts$|fixture' },
      { path: '^(node:)?process$' },
      'only server.ts and main.ts read the environment',
    ),
    never(
      'features-do-not-import-each-other',
      { path: '^apps/dashboard/src/features/([^/]+)/' },
      { path: '^apps/dashboard/src/features/', pathNot: '^apps/dashboard/src/features/$1/' },
      'what two features share belongs in ui or lib',
    ),
    never(
      'no-circles',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'no import circles',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|routeTree\\.gen' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
