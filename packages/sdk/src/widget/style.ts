/** Themable from the page by custom properties, which reach into the shadow: `--assay-accent`, `--assay-font` …. */
export const styleText = `
:host { display: block; color-scheme: light dark; font: var(--assay-font, 16px/1.5 system-ui, sans-serif);
  color: var(--assay-ink, CanvasText); max-width: var(--assay-width, 40rem) }
:host([hidden]) { display: none }
form { display: grid; gap: .75rem; padding: var(--assay-padding, 1rem); background: var(--assay-surface, Canvas);
  border: 1px solid var(--assay-line, color-mix(in srgb, currentColor 20%, transparent));
  border-radius: var(--assay-radius, .75rem) }
label { font-weight: 600 }
textarea, input { box-sizing: border-box; width: 100%; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--assay-line, color-mix(in srgb, currentColor 30%, transparent));
  border-radius: calc(var(--assay-radius, .75rem) / 2); padding: .5rem .75rem }
textarea { min-height: 6rem; resize: vertical }
button { justify-self: start; font: inherit; font-weight: 600; padding: .5rem 1rem; cursor: pointer;
  border: 0; border-radius: calc(var(--assay-radius, .75rem) / 2);
  color: var(--assay-on-accent, #fff); background: var(--assay-accent, #3b54d4) }
button:disabled { opacity: .55; cursor: progress }
:is(textarea, input, button):focus-visible { outline: 3px solid var(--assay-accent, #3b54d4); outline-offset: 2px }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem }
li { display: grid; grid-template-columns: 1fr auto; gap: .125rem .75rem }
li[data-answer] { font-weight: 600 }
.bar { grid-column: 1 / -1; height: .5rem; border-radius: 1rem; overflow: hidden;
  background: var(--assay-track, color-mix(in srgb, currentColor 12%, transparent)) }
.bar > span { display: block; height: 100%; border-radius: inherit; background: var(--assay-accent, #3b54d4) }
[role=alert] { margin: 0; color: var(--assay-bad, #c2331f) }
p { margin: 0 }
.fields { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)) }
.fields label { display: grid; gap: .25rem; font-size: .875em }
`
