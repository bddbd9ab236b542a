import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a notice is shown with: whose it is, to whom it was shown, until when it counts, and a nonce. */
export type AdToken = { campaignId: string; workspaceId: string; expiresAtMs: number; nonce: string }

const mac = (secret: Uint8Array, body: string): Buffer => createHmac('sha256', secret).update(body).digest()

export const signAdToken = (secret: Uint8Array, of: Omit<AdToken, 'nonce'>): string => {
  const nonce = randomBytes(16).toString('base64url')
  const body = [of.campaignId, of.workspaceId, String(of.expiresAtMs), nonce].join('.')
  return `${body}.${mac(secret, body).toString('base64url')}`
}

/** Null for one that we did not sign, that is another workspace's, or whose time is over. */
export const readAdToken = (
  secret: Uint8Array,
  token: string,
  at: { workspaceId: string; nowMs: number },
): AdToken | null => {
  const parts = token.split('.')
  const [campaignId = '', workspaceId = '', expires = '', nonce = '', signature = ''] = parts
  if (parts.length !== 5) return null
  const expected = mac(secret, parts.slice(0, 4).join('.'))
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const expiresAtMs = Number(expires)
  if (workspaceId !== at.workspaceId || !(expiresAtMs > at.nowMs)) return null
  return { campaignId, workspaceId, expiresAtMs, nonce }
}
