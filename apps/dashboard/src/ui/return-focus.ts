/** What had the focus before a dialog took it. Radix knows it only of dialogs with a trigger of their own. */
let opener: HTMLElement | null = null

/** The button of a menu whose item was chosen, since the item itself is gone by then. */
const lasting = (element: Element): Element | null => {
  const menu = element.closest('[role=menu]')
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element
}

export const rememberOpener = (): void => {
  const { activeElement } = document
  // One dialog that follows another goes back to where the first one came from.
  if (!activeElement || activeElement === document.body || activeElement.closest('[role=dialog]')) return
  const found = lasting(activeElement)
  opener = found instanceof HTMLElement ? found : null
}

/** Where nothing else has taken the focus meanwhile, such as the heading of another page. */
export const returnToOpener = (event: Event): void => {
  const { activeElement } = document
  if (!opener?.isConnected || document.querySelector('[role=dialog]')) return
  if (activeElement && activeElement !== document.body) return
  event.preventDefault()
  opener.focus({ preventScroll: true })
  opener = null
}
