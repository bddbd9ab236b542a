/** The one thing that is counted and billed so far. */
export const predictionsMeter = 'predictions'
