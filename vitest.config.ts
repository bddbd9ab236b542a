import { defineConfig } from 'vitest/config'

/** They kill the product and look at how soon it is back, so nothing else runs beside them. */
const alone = ['e2e/src/crash.test.ts', 'e2e/src/launcher.test.ts']
const endToEnd = { pool: 'forks', testTimeout: 240_000, hookTimeout: 240_000 } as const

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['packages/**/src/**/*.test.ts', 'apps/**/src/**/*.test.{ts,tsx}'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'e2e',
          include: ['e2e/src/**/*.test.ts'],
          exclude: alone,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'e2e alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    maxWorkers: 2,
  },
})
