import type { Metadata } from '../model.ts'
import { invalid } from './errors.ts'
import type { FormNode, FormValue } from './form.ts'

const maxTextLength = 5000

/**
 * Reads a request's parameters by type and remembers what was read, so that `finish` can refuse what nobody knows.
 * Wrong types are 400 `invalid_request_error` with the parameter's full name.
 */
export class Params {
  private readonly node: FormNode
  private readonly path: string
  private readonly read = new Set<string>()
  private readonly children: Params[] = []

  constructor(node: FormNode, path = '') {
    this.node = node
    this.path = path
  }

  name(key: string): string {
    return this.path === '' ? key : `${this.path}[${key}]`
  }

  keys(): string[] {
    return [...this.node.keys()]
  }

  has(key: string): boolean {
    return this.node.has(key)
  }

  isObject(key: string): boolean {
    return this.node.get(key) instanceof Map
  }

  private take(key: string): FormValue | undefined {
    this.read.add(key)
    return this.node.get(key)
  }

  string(key: string): string | undefined {
    const value = this.take(key)
    if (value instanceof Map) throw invalid(`Invalid string: ${key}`, this.name(key))
    if (value !== undefined && value.length > maxTextLength)
      throw invalid(`Invalid string: must be at most ${maxTextLength} characters`, this.name(key))
    if (value?.includes('\0')) throw invalid('Invalid string: NUL is not allowed', this.name(key))
    return value
  }

  /** Absent → undefined, empty → null (Stripe unsets a field that is sent empty). */
  clearable(key: string): string | null | undefined {
    const value = this.string(key)
    return value === '' ? null : value
  }

  text(key: string): string | undefined {
    const value = this.string(key)
    if (value === '')
      throw invalid(
        `You passed an empty string for '${this.name(key)}'. We assume empty values are an attempt to unset a parameter; however '${this.name(key)}' cannot be unset.`,
        this.name(key),
        'parameter_invalid_empty',
      )
    return value
  }

  required(key: string): string {
    return this.text(key) ?? this.lacks(key)
  }

  lacks(key: string): never {
    throw invalid(`Missing required param: ${this.name(key)}.`, this.name(key), 'parameter_missing')
  }

  int(key: string, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.string(key)
    if (value === undefined || value === '') return undefined
    const number = Number(value)
    if (!/^-?\d+$/.test(value) || !Number.isSafeInteger(number))
      throw invalid(`Invalid integer: ${value}`, this.name(key), 'parameter_invalid_integer')
    if (number < min || number > max)
      throw invalid(
        `Invalid integer: must be between ${min} and ${max}`,
        this.name(key),
        'parameter_invalid_integer',
      )
    return number
  }

  bool(key: string): boolean | undefined {
    const value = this.string(key)
    if (value === undefined || value === '') return undefined
    if (value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, this.name(key))
    return value === 'true'
  }

  /** A non-negative decimal string with at most 12 places. */
  decimal(key: string): string | undefined {
    const value = this.string(key)
    if (value === undefined || value === '') return undefined
    if (!/^\d{1,20}(\.\d{1,12})?$/.test(value))
      throw invalid(`Invalid decimal: ${value}`, this.name(key), 'parameter_invalid_string_blank')
    return value
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const value = this.string(key)
    if (value === undefined || value === '') return undefined
    const found = values.find((known) => known === value)
    if (found === undefined)
      throw invalid(`Invalid ${this.name(key)}: must be one of ${values.join(', ')}`, this.name(key))
    return found
  }

  object(key: string): Params | undefined {
    const value = this.take(key)
    if (value === undefined || value === '') return undefined
    if (!(value instanceof Map)) throw invalid(`Invalid object`, this.name(key))
    const child = new Params(value, this.name(key))
    this.children.push(child)
    return child
  }

  list(key: string): Params[] | undefined {
    const parent = this.object(key)
    return parent?.keys().map((index) => parent.object(index) ?? parent.lacks(index))
  }

  strings(key: string): string[] | undefined {
    const parent = this.object(key)
    return parent?.keys().map((index) => parent.required(index))
  }

  /** New values by key; null unsets a key; null as a whole unsets all. */
  metadata(key = 'metadata'): Record<string, string | null> | null | undefined {
    if (this.node.get(key) === '') {
      this.read.add(key)
      return null
    }
    const parent = this.object(key)
    if (parent === undefined) return undefined
    const entries = parent.keys().map((name): [string, string | null] => {
      if (name.length > 40) throw invalid('Metadata keys can be at most 40 characters long', this.name(key))
      const value = parent.string(name) ?? ''
      if (value.length > 500)
        throw invalid('Metadata values can be at most 500 characters long', parent.name(name))
      return [name, value === '' ? null : value]
    })
    return Object.fromEntries(entries)
  }

  /** Parameters that Stripe knows and that change nothing here. */
  accept(...keys: string[]): void {
    for (const key of keys) {
      const value = this.take(key)
      if (value instanceof Map) this.object(key)?.acceptAll()
    }
  }

  acceptAll(): void {
    this.accept(...this.node.keys())
  }

  /** Refuses the first parameter that nobody read. */
  finish(): void {
    for (const key of this.node.keys()) {
      if (!this.read.has(key))
        throw invalid(`Received unknown parameter: ${this.name(key)}`, this.name(key), 'parameter_unknown')
    }
    for (const child of this.children) child.finish()
  }
}

export function mergeMetadata(
  old: Metadata,
  change: Record<string, string | null> | null | undefined,
): Metadata {
  if (change === undefined) return old
  if (change === null) return {}
  const merged = new Map(Object.entries(old))
  for (const [key, value] of Object.entries(change)) {
    if (value === null) merged.delete(key)
    else merged.set(key, value)
  }
  if (merged.size > 50) throw invalid('You can have at most 50 metadata keys', 'metadata')
  return Object.fromEntries(merged)
}
