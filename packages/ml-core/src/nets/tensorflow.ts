/** tensorflow.js, loaded only when a net is trained. */
export type Tensorflow = typeof import('@tensorflow/tfjs')
