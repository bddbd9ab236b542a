/** What a page holds to show the widget. */
export const widgetSnippet = (call: { origin: string; deploymentId: string; key?: string }): string =>
  `<script src="${call.origin}/widget.js" defer></script>
<assay-classifier deployment="${call.deploymentId}" key="${call.key ?? 'apk_YOUR_PUBLISHABLE_KEY'}"></assay-classifier>`
