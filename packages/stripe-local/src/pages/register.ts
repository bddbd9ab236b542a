import type { FastifyInstance } from 'fastify'
import type { Runtime } from '../runtime.ts'

export function registerPages(_app: FastifyInstance, _runtime: Runtime): void {}
