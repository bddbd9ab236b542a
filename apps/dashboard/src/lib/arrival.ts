// After a change of page the keyboard and a screen reader go on from the new page's heading. A page that is still
// loading has none yet: then its heading, once it is there, takes the focus itself.
let awaited = false

const isBusyElsewhere = (): boolean => {
  const at = document.activeElement
  return (
    document.querySelector('[role=dialog], [role=alertdialog]') !== null ||
    (at instanceof HTMLElement && at.matches('main input, main textarea, main select'))
  )
}

/** A heading has come: it takes the focus if a page was waiting for one. */
export const arriveAt = (heading: HTMLElement | null): void => {
  if (!awaited || !heading || isBusyElsewhere()) return
  awaited = false
  heading.focus({ preventScroll: true })
}

/** The address has changed to another page. */
export const beginArrival = (): void => {
  awaited = true
  // Pages under one layout share its heading, which does not come anew.
  requestAnimationFrame(() => arriveAt(document.querySelector<HTMLElement>('main h1')))
}
