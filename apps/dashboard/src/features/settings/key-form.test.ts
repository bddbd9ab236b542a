import { describe, expect, it } from 'vitest'
import { emptyKeyForm, isCapWrong, isComplete, readKeyForm } from './key-form.ts'

const now = new Date(Date.UTC(2026, 0, 1))

describe('the fields of a key', () => {
  it('become lists, numbers and a date', () => {
    const form = {
      ...emptyKeyForm,
      name: ' Shop ',
      ips: '203.0.113.7\n10.0.0.0/8, ',
      rate: '5',
      cap: '1,250.5',
      lifetime: '30' as const,
    }
    expect(readKeyForm(form, 'usd', now)).toEqual({
      name: 'Shop',
      scopes: ['predict', 'data', 'models'],
      allowedIps: ['203.0.113.7', '10.0.0.0/8'],
      allowedOrigins: [],
      requestsPerSecond: 5,
      spendCapMinor: '125050',
      expiresAt: new Date(Date.UTC(2026, 0, 31)),
    })
  })

  it('leave the expiry alone where it is kept', () => {
    expect(readKeyForm({ ...emptyKeyForm, lifetime: 'keep' }, 'usd', now)).not.toHaveProperty('expiresAt')
  })

  it('of a publishable key need a deployment and an origin', () => {
    const form = { ...emptyKeyForm, name: 'Shop', kind: 'publishable' as const }
    expect(isComplete(form, 'usd')).toBe(false)
    expect(isComplete({ ...form, deployment: 'dep_1', origins: 'https://shop.example' }, 'usd')).toBe(true)
    expect(readKeyForm(form, 'usd', now).scopes).toEqual(['predict'])
  })

  it('hold a cap that is an amount of the currency, or none', () => {
    const form = { ...emptyKeyForm, name: 'Shop' }
    expect(readKeyForm(form, 'usd', now).spendCapMinor).toBeNull()
    expect(readKeyForm({ ...form, cap: '500' }, 'jpy', now).spendCapMinor).toBe('500')
    for (const cap of ['0', 'ten', '1.234', '-5']) {
      expect(isCapWrong({ ...form, cap }, 'usd')).toBe(true)
      expect(isComplete({ ...form, cap }, 'usd')).toBe(false)
    }
  })
})
