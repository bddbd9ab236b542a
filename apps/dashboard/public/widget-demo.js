// The part behind # is never sent to a server, so a key in it reaches no log.
const asked = new URLSearchParams(location.hash.slice(1))
const deployment = asked.get('deployment')
const key = asked.get('key')

if (deployment && key) {
  const widget = document.createElement('assay-classifier')
  widget.setAttribute('deployment', deployment)
  widget.setAttribute('key', key)
  document.getElementById('place')?.append(widget)
} else document.getElementById('missing')?.removeAttribute('hidden')
