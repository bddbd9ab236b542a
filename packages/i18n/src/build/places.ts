/** Attributes and fields whose words people read, whatever they look like. */
const textFields = new Set([
  'action',
  'actionLabel',
  'alt',
  'aria-label',
  'caption',
  'description',
  'empty',
  'heading',
  'help',
  'hint',
  'label',
  'note',
  'placeholder',
  'summary',
  'title',
  'unit',
  'xName',
])
/** What is never read, though it may look like words. */
const skippedAttributes = new Set([
  'accept',
  'autoComplete',
  'class',
  'className',
  'd',
  'data-testid',
  'fill',
  'href',
  'htmlFor',
  'id',
  'inputMode',
  'key',
  'rel',
  'src',
  'stroke',
  'style',
  'testId',
  'to',
  'type',
])
/** Elements whose text is code. */
const skippedElements = new Set(['code', 'kbd', 'pre', 'script', 'style'])
const skippedCalls = new Set([
  'RegExp',
  'cn',
  'cva',
  'clsx',
  'createContext',
  'fetch',
  'getRouteApi',
  'lazyRouteComponent',
  'matchMedia',
  'require',
  'twMerge',
])
const skippedMethods =
  /\.(addEventListener|closest|get|getItem|has|includes|querySelector(All)?|set|setItem|startsWith|endsWith|split|getContext)$|^console\./
/** Calls whose strings are texts even where they are one small word. */
const textCalls = new Set(['numericColumns', 'toastDone', 'toastError', 'toastInfo'])

/** What a `Speaker` of the server is given is a text as it stands, with its names in braces. */
export const isSayCall = (name: string): boolean => name === 'say'
export const isTextField = (name: string): boolean => textFields.has(name)
export const isSkippedAttribute = (name: string): boolean =>
  skippedAttributes.has(name) || name.endsWith('ClassName')
export const isSkippedElement = (name: string): boolean => skippedElements.has(name)
export const isSkippedCall = (name: string): boolean => skippedCalls.has(name) || skippedMethods.test(name)
export const isTextCall = (name: string): boolean => textCalls.has(name)
