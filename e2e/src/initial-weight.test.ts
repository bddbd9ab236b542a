import { measureInitial, mostInitialBytes } from '@assay/testkit/initial-weight'
import { expect, test } from 'vitest'

test('the dashboard draws after at most 300 KB of compressed JavaScript', () => {
  const { bytes, files } = measureInitial()
  // A reader that finds nothing would always pass.
  expect(files.length).toBeGreaterThan(5)
  expect(bytes, files.map(([name, size]) => `${name} ${size}`).join('\n')).toBeLessThan(mostInitialBytes)
})
