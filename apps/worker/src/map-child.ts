import { setPriority } from 'node:os'
import { connectToParent } from './child.ts'
import { mapVersion } from './map/map-version.ts'
import type { MapNews, MapOrder } from './map/messages.ts'
import { provideInstalledNets } from './pretrained.ts'

/** Somebody looks on, but training and predictions come first. */
const patient = 10

const run = async (order: MapOrder): Promise<void> => {
  setPriority(patient)
  provideInstalledNets()
  parent.send({ type: 'done', map: await mapVersion(order) })
  parent.close()
}

const parent = connectToParent<MapOrder, MapNews>((order) => {
  run(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
