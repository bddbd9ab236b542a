import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'

export type AddressReader = (request: IncomingMessage) => string

/** Tells the client's address; X-Forwarded-For is believed of the named addresses and CIDR ranges alone. */
export const openAddressReader = (trustedProxies: string[]): AddressReader => {
  const isTrusted = trustedProxies.length > 0 ? proxyAddr.compile(trustedProxies) : () => false
  return (request) => proxyAddr(request, isTrusted)
}
