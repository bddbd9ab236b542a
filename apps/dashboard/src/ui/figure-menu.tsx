import { ChartLine, Ellipsis, FileDown, ImageDown, Table2 } from 'lucide-react'
import { figureCsv } from '../lib/figure-csv.ts'
import { drawFigure } from '../lib/figure-image.ts'
import { fileStem } from '../lib/file-stem.ts'
import { saveBlob, saveFile } from '../lib/save-file.ts'
import { toastError } from './action-toast.ts'
import type { FigureProps } from './chart.tsx'
import { columnsOf } from './figure-table.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from './menu.tsx'

/** Shows a chart as a table, and saves it as a picture or as its numbers. */
export function FigureMenu({
  label,
  figure,
  drawing,
  asTable,
  onTable,
}: {
  label: string
  figure: FigureProps
  drawing: () => SVGSVGElement | null
  asTable: boolean
  onTable: (asTable: boolean) => void
}) {
  const savePicture = async () => {
    const svg = drawing()
    if (!svg) return
    try {
      const listed = figure.series.filter((one) => !one.unlisted && !one.spacer)
      saveBlob(`${fileStem(label)}.png`, await drawFigure(svg, { title: label, legend: listed }))
    } catch (error) {
      toastError(error)
    }
  }
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Options for the chart “${label}”`}
        className="grid size-7 shrink-0 place-items-center rounded-lg text-faint hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken"
        data-testid="figure-menu"
      >
        <Ellipsis aria-hidden className="size-4" />
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => onTable(!asTable)} data-testid="figure-table">
          {asTable ? <ChartLine /> : <Table2 />}
          {asTable ? 'Show the chart' : 'Show as a table'}
        </MenuItem>
        <MenuItem disabled={asTable} onSelect={() => void savePicture()} data-testid="figure-png">
          <ImageDown />
          Save as PNG
        </MenuItem>
        <MenuItem
          onSelect={() =>
            saveFile(
              `${fileStem(label)}.csv`,
              'text/csv',
              figureCsv({ ...figure, series: columnsOf(figure) }),
            )
          }
          data-testid="figure-csv"
        >
          <FileDown />
          Save as CSV
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
