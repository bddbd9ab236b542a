import type { DatasetEdit, Finding } from '@assay/datasets/schema'

/**
 * The edits of several findings as one list: labels are renamed before others are left out, and none is named that an
 * earlier edit has taken away.
 */
export const combineFixes = (findings: readonly Finding[]): DatasetEdit[] => {
  const edits = findings.flatMap(({ fix }) => fix?.edits ?? [])
  const gone = new Set(edits.flatMap((edit) => (edit.type === 'rename_label' ? [edit.from] : [])))
  const late = (edit: DatasetEdit): boolean => edit.type === 'drop_label'
  return [
    ...edits.filter((edit) => !late(edit)),
    ...edits.filter((edit) => edit.type === 'drop_label' && !gone.has(edit.label)),
  ]
}
