import { describe, expect, it } from 'vitest'
import { emptyKeyForm, isComplete, readKeyForm } from './key-form.ts'

const now = new Date(Date.UTC(2026, 0, 1))

describe('the fields of a key', () => {
  it('become lists, numbers and a date', () => {
    const form = {
      ...emptyKeyForm,
      name: ' Shop ',
      ips: '203.0.113.7\n10.0.0.0/8, ',
      rate: '5',
      lifetime: '30' as const,
    }
    expect(readKeyForm(form, now)).toEqual({
      name: 'Shop',
      scopes: ['predict', 'data', 'models'],
      allowedIps: ['203.0.113.7', '10.0.0.0/8'],
      allowedOrigins: [],
      requestsPerSecond: 5,
      expiresAt: new Date(Date.UTC(2026, 0, 31)),
    })
  })

  it('leave the expiry alone where it is kept', () => {
    expect(readKeyForm({ ...emptyKeyForm, lifetime: 'keep' }, now)).not.toHaveProperty('expiresAt')
  })

  it('of a publishable key need a deployment and an origin', () => {
    const form = { ...emptyKeyForm, name: 'Shop', kind: 'publishable' as const }
    expect(isComplete(form)).toBe(false)
    expect(isComplete({ ...form, deployment: 'dep_1', origins: 'https://shop.example' })).toBe(true)
    expect(readKeyForm(form, now).scopes).toEqual(['predict'])
  })
})
