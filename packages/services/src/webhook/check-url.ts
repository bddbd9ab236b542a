import ipaddr from 'ipaddr.js'
import type { Services } from '../core/context.ts'
import { AssayError } from '../errors/index.ts'

const innerName = /(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/

/**
 * The address as it will be called, or `url_not_allowed`. `URL` has read decimal, octal and hex forms of an IPv4
 * address by then; what a name resolves to is checked when it is connected to.
 */
export const checkUrl = (
  text: string,
  { allowLoopbackWebhooks }: Pick<Services, 'allowLoopbackWebhooks'>,
): string => {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) throw refuse('That is not a web address. Enter one such as https://example.com/hooks.')
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (url.username || url.password)
    throw refuse('The address contains a user name or a password. Leave them out: deliveries are signed.')
  if (allowLoopbackWebhooks && isLoopback(host) && /^https?:$/.test(url.protocol)) return url.href
  if (url.protocol !== 'https:')
    throw refuse('Events are sent only over https. Enter an address that begins with https://.')
  // `process` unwraps IPv4 addresses that are mapped into IPv6.
  const isInner = ipaddr.isValid(host)
    ? ipaddr.process(host).range() !== 'unicast'
    : innerName.test(host) || !host.includes('.')
  if (isInner)
    throw refuse('The address is in a private network. Enter one that can be reached from the internet.')
  return url.href
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || (ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback')

const refuse = (message: string): AssayError => new AssayError('url_not_allowed', message, { param: 'url' })
