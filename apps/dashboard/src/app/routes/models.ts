import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { choiceParam, optional, pageParam, type RawSearch, textParam } from '../../lib/search-params.ts'
import { shell } from './shell.ts'

const models = createRoute({
  getParentRoute: () => shell,
  path: '/models',
  validateSearch: (raw: RawSearch) =>
    optional({
      tab: choiceParam(raw, 'tab', ['runs'] as const),
      search: textParam(raw, 'search'),
      page: pageParam(raw),
    }),
  component: lazyRouteComponent(() => import('../../features/models/list-page.tsx'), 'ModelListPage'),
})

const model = createRoute({
  getParentRoute: () => shell,
  path: '/models/$modelId',
  component: lazyRouteComponent(() => import('../../features/models/model-page.tsx'), 'ModelPage'),
})

const modelVersion = createRoute({
  getParentRoute: () => shell,
  path: '/models/$modelId/versions/$versionId',
  validateSearch: (raw: RawSearch) =>
    optional({
      cell: textParam(raw, 'cell'),
      class: textParam(raw, 'class'),
      threshold: textParam(raw, 'threshold'),
      view: choiceParam(raw, 'view', [
        'overview',
        'decisions',
        'slices',
        'explanation',
        'training',
        'export',
        'card',
      ] as const),
    }),
  component: lazyRouteComponent(() => import('../../features/models/version-page.tsx'), 'ModelVersionPage'),
})

export const modelRoutes = [models, model, modelVersion] as const
