// Derive an OpenAPI-3 spec (and JSON-Schema definitions) for exactly the API version pinned by the installed stripe SDK,
// from the SDK's own .d.ts (response + param types) and .js (HTTP method + path).
import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

const root = path.resolve('node_modules/stripe/esm')
const files = []
;(function walk(d) {
  for (const e of fs.readdirSync(d, { withFileTypes: true })) {
    const p = path.join(d, e.name)
    if (e.isDirectory()) walk(p)
    else if (p.endsWith('.d.ts')) files.push(p)
  }
})(path.join(root, 'resources'))
const program = ts.createProgram([...files, path.join(root, 'lib.d.ts'), path.join(root, 'shared.d.ts')], {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  types: [],
})
const ck = program.getTypeChecker()
const apiVersion = /'(.+?)'/.exec(fs.readFileSync(path.join(root, 'apiVersion.js'), 'utf8'))[1]
const NUM =
  /percent|percentage|aggregated_value|exchange_rate|weight|height|width|latitude|longitude|^length$|balance_multiplier|multiplier/
const schemas = {}
const inprog = new Set()
const snake = (s) => s.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
function qname(sym) {
  const parts = []
  let d = sym.declarations[0]
  while (d && !ts.isSourceFile(d)) {
    if ((ts.isInterfaceDeclaration(d) || ts.isModuleDeclaration(d) || ts.isTypeAliasDeclaration(d)) && d.name)
      parts.unshift(d.name.text)
    d = d.parent
  }
  const f = path
    .relative(path.join(root, 'resources'), sym.declarations[0].getSourceFile().fileName)
    .replace('.d.ts', '')
  const dir = path.dirname(f)
  return (dir === '.' ? '' : `${snake(dir.replace(/\//g, '_'))}__`) + parts.map(snake).join('_')
}
function litProp(t, n) {
  const p = t.getProperty(n)
  if (!p) return
  const pt = ck.getTypeOfSymbol(p)
  if (pt.isStringLiteral()) return pt.value
  if (pt.flags & ts.TypeFlags.BooleanLiteral) return ck.typeToString(pt) === 'true'
}
function compName(t) {
  const sym = t.getSymbol()
  if (!sym || !(sym.flags & ts.SymbolFlags.Interface)) return
  const o = litProp(t, 'object')
  const d = sym.declarations[0]
  const top = ts.isSourceFile(d.parent)
  if (o && top && t.getProperty('id')) {
    return litProp(t, 'deleted') === true ? [`deleted_${o}`, true] : [o, true]
  }
  if (o && top) return [o, true]
  return [qname(sym), false]
}
function prim(name) {
  return NUM.test(name) ? { type: 'number' } : { type: 'integer' }
}
function conv(t, name, mode, depth = 0) {
  if (depth > 14) return { type: 'object' }
  if (t.flags & ts.TypeFlags.Any || t.flags & ts.TypeFlags.Unknown) return { type: 'object' }
  const ts_ = ck.typeToString(t)
  if (t.aliasSymbol?.name === 'Decimal' || t.getSymbol()?.name === 'Decimal')
    return { type: 'string', format: 'decimal' }
  if (t.flags & ts.TypeFlags.String) return { type: 'string' }
  if (t.flags & ts.TypeFlags.Number) return prim(name)
  if (t.flags & ts.TypeFlags.Boolean) return { type: 'boolean' }
  if (t.isStringLiteral()) return { type: 'string', enum: [t.value] }
  if (t.isNumberLiteral()) return { type: 'integer', enum: [t.value] }
  if (t.flags & ts.TypeFlags.BooleanLiteral) return { type: 'boolean', enum: [ts_ === 'true'] }
  if (t.flags & ts.TypeFlags.Null) return { type: 'object', nullable: true }
  if (t.isUnion()) {
    let parts = t.types.filter((x) => !(x.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)))
    let nullable = parts.some((x) => x.flags & ts.TypeFlags.Null)
    parts = parts.filter((x) => !(x.flags & ts.TypeFlags.Null))
    const isOther = (x) => x.isIntersection() && x.types.some((y) => y.flags & ts.TypeFlags.String)
    const hadOther = parts.some(isOther)
    const lits = parts.filter((x) => x.isStringLiteral())
    let rest = parts.filter((x) => !x.isStringLiteral() && !isOther(x))
    const bools = rest.filter((x) => x.flags & ts.TypeFlags.BooleanLiteral)
    rest = rest.filter((x) => !(x.flags & ts.TypeFlags.BooleanLiteral))
    const out = []
    const empty = lits.some((l) => l.value === '')
    const nz = lits.filter((l) => l.value !== '')
    const numlits = rest.filter((x) => x.isNumberLiteral())
    rest = rest.filter((x) => !x.isNumberLiteral())
    if (bools.length)
      out.push(
        bools.length === 2
          ? { type: 'boolean' }
          : { type: 'boolean', enum: [ck.typeToString(bools[0]) === 'true'] },
      )
    if (nz.length) out.push({ type: 'string', enum: nz.map((l) => l.value) })
    else if (hadOther && !rest.length) out.push({ type: 'string' })
    if (numlits.length) out.push({ type: 'integer', enum: numlits.map((n) => n.value) })
    const refs = []
    for (const r of rest) {
      const c = conv(r, name, mode, depth + 1)
      if (c.$ref) refs.push(c)
      out.push(c)
    }
    if (empty) {
      out.push({ type: 'string', enum: [''] })
      if (mode === 'req') nullable = false
    }
    let s
    if (out.length === 1 && !(nullable && out[0].$ref)) s = { ...out[0] }
    else if (out.length === 0) s = { type: 'string' }
    else s = { anyOf: out }
    if (mode === 'res' && refs.length && rest.some((x) => x.flags & ts.TypeFlags.String))
      s['x-expansionResources'] = { oneOf: refs }
    if (nullable && mode === 'res') s.nullable = true
    return s
  }
  if (t.isIntersection()) {
    if (t.types.some((y) => y.flags & ts.TypeFlags.String)) return { type: 'string' }
  }
  if (ck.isArrayType(t)) {
    const a = ck.getTypeArguments(t)[0]
    return { type: 'array', items: conv(a, name, mode, depth + 1) }
  }
  const sym = t.getSymbol()
  if (sym && (sym.name === 'ApiList' || sym.name === 'ApiSearchResult')) {
    const a = ck.getTypeArguments(t)[0]
    return listSchema(conv(a, name, mode, depth + 1), sym.name === 'ApiSearchResult')
  }
  if (sym?.name === 'Date') return { type: 'string' }
  const idx = ck.getIndexTypeOfType(t, ts.IndexKind.String)
  const props = ck.getPropertiesOfType(t)
  if (idx && !props.length) return { type: 'object', additionalProperties: conv(idx, name, mode, depth + 1) }
  if (mode === 'res') {
    const cn = compName(t)
    if (cn) {
      const [n, isRes] = cn
      if (!schemas[n] && !inprog.has(n)) {
        inprog.add(n)
        schemas[n] = {}
        schemas[n] = objSchema(t, mode, 0, isRes ? n : undefined)
        inprog.delete(n)
      }
      return { $ref: `#/components/schemas/${n}` }
    }
  }
  return objSchema(t, mode, depth)
}
function listSchema(item, search) {
  return {
    type: 'object',
    properties: {
      data: { type: 'array', items: item },
      has_more: { type: 'boolean' },
      object: { type: 'string', enum: [search ? 'search_result' : 'list'] },
      url: { type: 'string', maxLength: 5000 },
      ...(search ? { next_page: { type: 'string', nullable: true } } : {}),
    },
    required: ['data', 'has_more', 'object', 'url'],
    'x-expandableFields': ['data'],
  }
}
function objSchema(t, mode, depth, resId) {
  const properties = {},
    required = [],
    exp = []
  for (const p of ck.getPropertiesOfType(t)) {
    if (p.name === 'lastResponse') continue
    const pt = ck.getTypeOfSymbol(p)
    const s = conv(pt, p.name, mode, depth + 1)
    properties[p.name] = s
    if (!(p.flags & ts.SymbolFlags.Optional)) required.push(p.name)
    if (
      mode === 'res' &&
      (s.$ref ||
        s['x-expansionResources'] ||
        s['x-expandableFields'] ||
        s.items?.['x-expansionResources'] ||
        s.items?.$ref ||
        s.anyOf?.some((a) => a.$ref))
    )
      exp.push(p.name)
  }
  const o = { type: 'object', properties }
  if (required.length) o.required = required
  if (mode === 'res') {
    o['x-expandableFields'] = exp
    if (resId) o['x-resourceId'] = resId
  } else o.additionalProperties = false
  return o
}
// endpoints
const paths = {}
let nOps = 0
const ops = []
for (const f of files) {
  const js = f.replace(/\.d\.ts$/, '.js')
  const src = fs.readFileSync(js, 'utf8')
  if (!src.includes('_makeRequest(')) continue
  const jsf = ts.createSourceFile(js, src, ts.ScriptTarget.ES2022, true)
  const reqs = {}
  jsf.forEachChild((c) => {
    if (ts.isClassDeclaration(c))
      for (const m of c.members)
        if (ts.isMethodDeclaration(m)) {
          ;(function v(n) {
            if (ts.isCallExpression(n) && n.expression.getText().endsWith('_makeRequest')) {
              const meth = n.arguments[0]?.text
              const pa = n.arguments[1]
              let pt,
                i = 0
              if (!meth || !pa) return
              if (ts.isStringLiteral(pa) || ts.isNoSubstitutionTemplateLiteral(pa)) pt = pa.text
              else if (ts.isTemplateExpression(pa)) {
                pt = pa.head.text
                for (const s of pa.templateSpans) {
                  const nm = /encodeURIComponent\((\w+)\)/.exec(s.expression.getText())?.[1] ?? `p${i++}`
                  pt += `{${nm}}${s.literal.text}`
                }
              }
              const key = `${c.name.text}.${m.name.getText()}`
              reqs[key] ??= []
              if (pt) reqs[key].push([meth.toLowerCase(), pt])
            }
            ts.forEachChild(n, v)
          })(m)
        }
  })
  const dts = program.getSourceFile(f)
  dts.forEachChild((c) => {
    if (!ts.isClassDeclaration(c)) return
    for (const m of c.members) {
      if (!ts.isMethodDeclaration(m)) continue
      const key = `${c.name.text}.${m.name.getText()}`
      const rr = reqs[key]
      if (!rr) continue
      for (const [meth, pt] of rr) {
        const sig = ck.getSignatureFromDeclaration(m)
        const pparam = sig.parameters.find((p) => p.name === 'params')
        const ret = sig.getReturnType()
        const rn = ret.getSymbol()?.name
        let rs
        const arg0 = (t) => (t.aliasTypeArguments ?? ck.getTypeArguments(t))[0]
        if (rn === 'ApiListPromise') rs = listSchema(conv(arg0(ret), '', 'res'))
        else if (rn === 'ApiSearchResultPromise') rs = listSchema(conv(arg0(ret), '', 'res'), true)
        else if (/^V2/.test(rn ?? ''))
          rs = {
            type: 'object',
            properties: { data: { type: 'array', items: conv(arg0(ret), '', 'res') } },
            required: ['data'],
          }
        else {
          let inner = arg0(ret)
          if (inner?.aliasSymbol?.name === 'Response') inner = inner.aliasTypeArguments[0]
          else if (inner?.isIntersection()) {
            const its = inner.types.filter((x) => !x.getProperty('lastResponse'))
            inner = its[0] ?? inner
          } else if (inner?.isUnion()) {
            /* Response<A|B> distributes */
          }
          rs = inner ? conv(inner, '', 'res') : { type: 'object' }
        }
        let pschema
        if (pparam) {
          let ptp = ck.getTypeOfSymbolAtLocation(pparam, m)
          ptp = ck.getNonNullableType(ptp)
          pschema = objSchema(ptp, 'req', 0)
        }
        const pathParams = [...pt.matchAll(/\{(\w+)\}/g)].map((x) => ({
          in: 'path',
          name: x[1],
          required: true,
          schema: { type: 'string', maxLength: 5000 },
          style: 'simple',
        }))
        const op = {
          operationId: key,
          parameters: pathParams,
          responses: {
            200: { description: 'ok', content: { 'application/json': { schema: rs } } },
            default: {
              description: 'error',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } },
            },
          },
        }
        if (meth === 'get') {
          if (pschema)
            for (const [n, s] of Object.entries(pschema.properties))
              op.parameters.push({
                in: 'query',
                name: n,
                required: (pschema.required ?? []).includes(n),
                schema: s,
              })
          if (pschema && !pschema.properties.expand)
            op.parameters.push({
              in: 'query',
              name: 'expand',
              required: false,
              schema: { type: 'array', items: { type: 'string' } },
            })
        } else {
          const sc = pschema ?? { type: 'object', properties: {}, additionalProperties: false }
          op.requestBody = {
            content: {
              [pt.startsWith('/v2/') ? 'application/json' : 'application/x-www-form-urlencoded']: {
                schema: sc,
              },
            },
            required: (sc.required ?? []).length > 0,
          }
        }
        paths[pt] ??= {}
        paths[pt][meth] = op
        nOps++
        ops.push(`${meth.toUpperCase()} ${pt}`)
      }
    }
  })
}
// events: Stripe.Event data.object keeps any
schemas.error = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        type: { type: 'string' },
        message: { type: 'string' },
        code: { type: 'string' },
        param: { type: 'string' },
      },
      required: ['type'],
    },
  },
  required: ['error'],
}
fs.writeFileSync(
  'sdk-openapi.json',
  JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'derived from stripe-node d.ts', version: apiVersion },
    paths,
    components: { schemas },
  }),
)
fs.writeFileSync('sdk-operations.txt', [...new Set(ops)].sort().join('\n'))
console.log(
  apiVersion,
  'paths',
  Object.keys(paths).length,
  'operations',
  nOps,
  'schemas',
  Object.keys(schemas).length,
  'bytes',
  fs.statSync('sdk-openapi.json').size,
)
