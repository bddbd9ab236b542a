import { describe, expect, it } from 'vitest'
import { safeNextPath } from './next-path.ts'

const origin = 'https://assay.example'

describe('safeNextPath', () => {
  it('follows a path on this origin, with its search and hash', () => {
    expect(safeNextPath('/billing?checkout=success#plans', origin)).toBe('/billing?checkout=success#plans')
  })

  it('leads home instead of to another origin', () => {
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n//evil.example',
      'https://evil.example/',
      'javascript:alert(1)',
      'data:text/html,x',
      '/.//evil.example',
      'evil',
      '',
      undefined,
      null,
      7,
      ['/a'],
    ]) {
      expect(safeNextPath(next, origin)).toBe('/')
    }
  })
})
