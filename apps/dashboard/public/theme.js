// Runs before the first paint, so that a dark page never flashes white. A file of its own: the content
// security policy allows no inline scripts.
;(() => {
  let choice = 'system'
  try {
    choice = localStorage.getItem('assay.theme') ?? 'system'
  } catch {}
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
