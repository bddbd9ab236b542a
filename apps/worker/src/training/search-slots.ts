import { availableParallelism, freemem } from 'node:os'

/** What a process that fits candidates is given the memory of this machine for. */
const reserveMb = 1_536

/** How many fits of one search run at a time: the cores that its job may use, as far as free memory goes. */
export const searchSlots = (
  jobsAtOnce: number,
  machine = { cores: availableParallelism(), freeMb: freemem() / 2 ** 20 },
): number =>
  Math.max(1, Math.min(Math.floor(machine.cores / jobsAtOnce), Math.floor(machine.freeMb / reserveMb)))
