/** Where the texts of the interface stand, below the top folder. */
export const interfaceSource = 'apps/dashboard/src'

/**
 * Where the server's own words stand that people read in the dashboard or in a mail: refusals, findings, warnings,
 * notices, papers.
 */
const serverSources = [
  'packages/services/src',
  'packages/datasets/src',
  'packages/ml-core/src/training',
  'packages/ml-core/src/slices',
  'packages/ml-core/src/nets',
  'packages/ml-core/src/classifiers',
  'packages/ml-core/src/compress',
  'packages/ml-core/src/images',
  'packages/ml-core/src/errors.ts',
  'packages/billing/src',
  'packages/infra/src/paper',
  'apps/worker/src/examine',
  'apps/worker/src/batch',
  'apps/worker/src/training',
  'apps/api/src/auth',
  'apps/api/src/gateway',
  'apps/api/src/rest/v1',
  'apps/api/src/trpc',
] as const

const unseen =
  /\.(test|d)\.ts$|\/(testing|fixtures?|stripe|snippets)\/|markdown|plans\.ts$|passwords\.ts$|solution\/samples/

export const isServerText = (path: string): boolean =>
  path.endsWith('.ts') && serverSources.some((source) => path.startsWith(source)) && !unseen.test(path)

export const serverFolders = [
  'packages/services/src',
  'packages/datasets/src',
  'packages/ml-core/src',
  'packages/billing/src',
  'packages/infra/src',
  'apps/worker/src',
  'apps/api/src',
] as const

/** What sentences of the server are put together from around their counts, too short to be found by themselves. */
export const serverWords = [
  '{sentence}.',
  'has a near-duplicate',
  'have near-duplicates',
  'hold',
  'holds',
  'is',
  'are',
  'say',
  'says',
  'show',
  'shows',
  'that are',
  'that contradict',
  'that contradicts',
  'that is',
  '{count} group',
  'file appears',
  'files appear',
  'input appears',
  'inputs appear',
  'row appears',
  'rows appear',
  'set of labels',
  'table rows',
  'texts',
  'pictures',
  'sounds',
] as const

/** What Stripe writes on the lines of an invoice. */
export const invoiceWords = [
  '{quantity} × {product} (at {price} / month)',
  '{quantity} × {product} (at {price} / year)',
  'Remaining time on {quantity} × {product} after {date}',
  'Trial period for {product}',
  'Unused time on {quantity} × {product} after {date}',
] as const
