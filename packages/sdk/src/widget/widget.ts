import { Assay } from '../client.ts'
import { showAnswer } from './answer.ts'
import { make } from './dom.ts'
import { type Fields, fieldsFor, type Words } from './fields.ts'
import { styleText } from './style.ts'

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null
const home = script ? new URL(script.src).origin : location.origin

const standard: Words = {
  input: 'Your input',
  button: 'Classify',
  file: 'Choose a file first.',
  withheld: 'Not confident enough to answer.',
  none: 'No label applies.',
}

const shownScores = 5

/**
 * `<assay-classifier deployment="dep_…" key="apk_…">`: a form for one deployment, and its predictions. Attributes:
 * `server` (default: the origin of the script), `top` (number of labels shown), and the texts `input`, `button`, `file`,
 * `withheld` and `none`. Fires `assay-answer` with the response, and `assay-error` with the error.
 */
class AssayClassifier extends HTMLElement {
  readonly #root = this.attachShadow({ mode: 'open' })
  #started = false

  connectedCallback(): void {
    if (this.#started) return
    this.#started = true
    const style = new CSSStyleSheet()
    style.replaceSync(styleText)
    this.#root.adoptedStyleSheets = [style]
    void this.#start()
  }

  get #words(): Words {
    const given = Object.keys(standard).flatMap((name) => {
      const text = this.getAttribute(name)
      return text === null ? [] : [[name, text] as const]
    })
    return { ...standard, ...Object.fromEntries(given) }
  }

  async #start(): Promise<void> {
    const waiting = make('p', {}, '…')
    waiting.setAttribute('aria-busy', 'true')
    this.#root.replaceChildren(waiting)
    try {
      const deployment = this.getAttribute('deployment') ?? ''
      const client = new Assay({
        apiKey: this.getAttribute('key') ?? '',
        baseUrl: this.getAttribute('server') ?? home,
      })
      const description = await client.describe(deployment)
      this.#showForm(client, deployment, fieldsFor(description, this.#words))
    } catch (error) {
      this.#root.replaceChildren(this.#failure(error))
    }
  }

  #showForm(client: Assay, deployment: string, fields: Fields): void {
    const words = this.#words
    const button = make('button', { type: 'submit' }, words.button)
    const answer = make('div')
    answer.setAttribute('role', 'status')
    answer.setAttribute('aria-live', 'polite')
    const form = make('form', {}, fields.element, button, answer)
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      button.disabled = true
      answer.setAttribute('aria-busy', 'true')
      try {
        const topK = Number(this.getAttribute('top') ?? shownScores)
        const response = await client.predict(deployment, fields.read(), { topK })
        answer.replaceChildren(...showAnswer(response, words))
        this.dispatchEvent(new CustomEvent('assay-answer', { detail: response, bubbles: true }))
      } catch (error) {
        answer.replaceChildren(this.#failure(error))
      } finally {
        button.disabled = false
        answer.removeAttribute('aria-busy')
      }
    })
    this.#root.replaceChildren(form)
  }

  #failure(error: unknown): HTMLElement {
    this.dispatchEvent(new CustomEvent('assay-error', { detail: error, bubbles: true }))
    const said = make('p', {}, error instanceof Error ? error.message : String(error))
    said.setAttribute('role', 'alert')
    return said
  }
}

if (!customElements.get('assay-classifier')) customElements.define('assay-classifier', AssayClassifier)

/** `<script src="…/widget.js" data-deployment="dep_…" data-key="apk_…">` inserts one after the script. */
if (script?.dataset['deployment']) {
  const element = document.createElement('assay-classifier')
  for (const [name, value] of Object.entries(script.dataset))
    if (value !== undefined) element.setAttribute(name, value)
  script.after(element)
}
