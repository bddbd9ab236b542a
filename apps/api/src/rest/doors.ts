import { type Door, doorAt } from './door.ts'
import { huggingFaceFailure, nativeFailure } from './errors.ts'
import { handleHuggingFace } from './hf/handler.ts'
import { openInference } from './open-inference/door.ts'
import { moderations } from './openai/moderations.ts'
import { tensorFlowServing } from './tensorflow-serving/door.ts'
import { deploymentDescriptions } from './v1/deployments/door.ts'
import { feedback } from './v1/feedback/door.ts'
import { handlePredict } from './v1/predict/handler.ts'

/** Every protocol that predictions are asked for in, the busiest first. */
export const doors: Door[] = [
  doorAt('/v1/predict/', handlePredict, nativeFailure),
  doorAt('/hf/', handleHuggingFace, huggingFaceFailure),
  deploymentDescriptions,
  moderations,
  openInference,
  tensorFlowServing,
  feedback,
]
