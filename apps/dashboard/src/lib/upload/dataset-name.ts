/** `customer_feedback-2026.csv` → `Customer feedback 2026`. */
export function guessDatasetName(fileName: string): string {
  const words = fileName
    .replace(/\.(csv|tsv|txt|jsonl|ndjson|json|zip)(\.gz)?$/i, '')
    .replaceAll(/[_\-.]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
  return words === '' ? 'Untitled dataset' : words.charAt(0).toUpperCase() + words.slice(1)
}
