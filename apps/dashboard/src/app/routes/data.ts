import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { readRowsSearch } from '../../lib/rows-search.ts'
import { choiceParam, optional, pageParam, type RawSearch, textParam } from '../../lib/search-params.ts'
import { shell } from './shell.ts'

const data = createRoute({
  getParentRoute: () => shell,
  path: '/data',
  validateSearch: (raw: RawSearch) =>
    optional({
      search: textParam(raw, 'search'),
      page: pageParam(raw),
      dialog: choiceParam(raw, 'dialog', ['new'] as const),
      solution: textParam(raw, 'solution'),
    }),
  component: lazyRouteComponent(() => import('../../features/data/list-page.tsx'), 'DatasetListPage'),
})

const dataset = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId',
  component: lazyRouteComponent(() => import('../../features/data/dataset-page.tsx'), 'DatasetPage'),
})

const datasetVersion = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId/versions/$versionId',
  validateSearch: (raw: RawSearch) =>
    optional({
      tab: choiceParam(raw, 'tab', ['classes', 'rows', 'map', 'findings', 'report'] as const),
      ...readRowsSearch(raw),
    }),
  component: lazyRouteComponent(() => import('../../features/data/version-page.tsx'), 'DatasetVersionPage'),
})

const comparison = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId/compare',
  validateSearch: (raw: RawSearch) => optional({ from: textParam(raw, 'from'), to: textParam(raw, 'to') }),
  component: lazyRouteComponent(() => import('../../features/data/compare-page.tsx'), 'ComparePage'),
})

const labelling = createRoute({
  getParentRoute: () => shell,
  path: '/data/$datasetId/label',
  validateSearch: (raw: RawSearch) =>
    optional({
      queue: choiceParam(raw, 'queue', [
        'unlabelled',
        'uncertain',
        'contradicted',
        'production',
        'review',
      ] as const),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../../features/labelling/labelling-page.tsx'), 'LabellingPage'),
})

const training = createRoute({
  getParentRoute: () => shell,
  path: '/training/$jobId',
  component: lazyRouteComponent(() => import('../../features/training/training-page.tsx'), 'TrainingPage'),
})

export const dataRoutes = [data, dataset, datasetVersion, comparison, labelling, training] as const
