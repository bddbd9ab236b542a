// The part of the derived document that the local Stripe serves, without what it can never answer.
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const spec = JSON.parse(readFileSync('sdk-openapi.json', 'utf8'))
const served =
  /^\/v1\/(accounts?|account_links|application_fees|balance|balance_transactions|billing|billing_portal|charges|checkout|coupons|credit_notes|customers|disputes|entitlements|events|invoice_payments|invoiceitems|invoices|payment_intents|payment_methods|payouts|prices|products|promotion_codes|quotes|refunds|setup_intents|subscription_items|subscription_schedules|subscriptions|tax_rates|test_helpers\/test_clocks|transfers|webhook_endpoints)(\/|$)/
const notServed =
  /bank_accounts|\/cards|\/sources|cash_balance|tax_ids|persons|capabilities|external_accounts|funding|\/alerts|mandates|increment_authorization|apply_customer_balance|verify_microdeposits|feedback_options|\/capture_method/
/** Objects and payment methods of products that are not played here; seen as any object at all. */
const foreign =
  /^(issuing|treasury|tax__|radar|terminal|identity|financial_connections|climate|apps|forwarding|reserve|payment_record|payment_attempt|bank_account|person|card$|source|review|topup|country|file|mandate|cash_balance|setup_attempt|dispute_|charge_payment_method_details_|payment_method_(?!card)|confirmation_token|payment_link|tax_id|account_(requirements|future|capabilities|settings))/
const foreignMethods =
  /^(ach_|acss|affirm|afterpay|ali|alma|amazon|au_becs|bacs|bancontact|billie|bizum|blik|boleto|cash_?app|crypto|customer_balance$|eps|fpx|giropay|gopay|grabpay|ideal|id_bank|interac|kakao|klarna|konbini|kr_card|link$|mb_way|mobilepay|multibanco|naver|nz_bank|oxxo|p24|pay_by_bank|payco|paynow|paypal|paypay|payto|pix|promptpay|qris|rechnung|revolut|samsung|satispay|scalapay|sepa|shopeepay|sofort|stripe_balance|sunbit|swish|twint|upi|us_bank|vipps|wechat|wero|zip)/

const tidy = (node) => {
  if (Array.isArray(node)) return node.map(tidy)
  if (typeof node !== 'object' || node === null) return node
  if (node.$ref) {
    const name = node.$ref.split('/').pop()
    return foreign.test(name) ? { type: 'object' } : { $ref: `#/definitions/${name}` }
  }
  const out = {}
  for (const [key, value] of Object.entries(node)) {
    if (key.startsWith('x-') || key === 'maxLength' || key === 'nullable' || key === 'format') continue
    if (key === 'properties') {
      const kept = Object.entries(value).filter(([name]) => !foreignMethods.test(name))
      out.properties = Object.fromEntries(kept.map(([name, child]) => [name, tidy(child)]))
      // A list of fields is closed: what is not in it is invented.
      out.additionalProperties ??= false
    } else if (key === 'required') out.required = value.filter((name) => !foreignMethods.test(name))
    else if (key === 'enum' || key === 'type') out[key] = value
    else out[key] = tidy(value)
  }
  if (node.format === 'decimal') out.pattern = '^-?[0-9]+(\\.[0-9]+)?$'
  return node.nullable ? { anyOf: [out, { type: 'null' }] } : out
}

const query = (parameters) => {
  const own = parameters.filter((parameter) => parameter.in === 'query')
  const required = own.filter((parameter) => parameter.required).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(own.map(({ name, schema }) => [name, tidy(schema)])),
    required,
    additionalProperties: false,
  }
}

const operations = {}
for (const [path, methods] of Object.entries(spec.paths)) {
  if (!served.test(path) || notServed.test(path)) continue
  for (const [method, operation] of Object.entries(methods)) {
    const body = operation.requestBody && Object.values(operation.requestBody.content)[0].schema
    operations[`${method.toUpperCase()} ${path}`] = {
      request: body ? tidy(body) : query(operation.parameters),
      response: tidy(operation.responses[200].content['application/json'].schema),
    }
  }
}
for (const path of ['/v1/events', '/v1/events/{id}']) {
  const event = { $ref: '#/definitions/event' }
  const { response } = operations[`GET ${path}`]
  if (path.endsWith('}')) operations[`GET ${path}`].response = event
  else response.properties.data.items = event
}
const definitions = {}
const gather = (node) => {
  if (Array.isArray(node)) for (const child of node) gather(child)
  else if (typeof node === 'object' && node !== null) {
    const name = node.$ref?.split('/').pop()
    if (name !== undefined && definitions[name] === undefined) {
      definitions[name] = tidy(spec.components.schemas[name])
      gather(definitions[name])
    }
    for (const child of Object.values(node)) gather(child)
  }
}
gather(Object.values(operations).map(({ response }) => response))
for (const name of ['event', 'refund', 'account', 'transfer']) gather({ $ref: `#/definitions/${name}` })
// The union of all event types would say of each object that it is none of the others; objects are checked alone.
definitions.event.properties.type = { type: 'string' }
definitions.event.properties.data = {
  type: 'object',
  properties: { object: { type: 'object' }, previous_attributes: { type: 'object' } },
  required: ['object'],
  additionalProperties: false,
}
const text = JSON.stringify({ version: spec.info.version, operations, definitions })
writeFileSync('openapi.json.gz', gzipSync(text, { level: 9 }))
console.log(
  Object.keys(operations).length,
  'operations',
  Object.keys(definitions).length,
  'definitions',
  text.length,
  'bytes',
)
