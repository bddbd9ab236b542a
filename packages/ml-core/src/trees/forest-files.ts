import { z } from 'zod'
import { arrayBytes, readFloats, readInts } from '../bundle/binary.ts'
import type { BundleFiles } from '../classifiers/classifier.ts'
import { ArtifactCorrupt } from '../errors.ts'
import { Forest } from './forest.ts'

/** Lengths of a forest's files, to be kept beside them. */
export const forestSizesSchema = z.object({
  nodes: z.int().min(0),
  sets: z.int().min(0),
  trees: z.int().min(0),
})

export type ForestSizes = z.infer<typeof forestSizesSchema>

export function forestFiles(forest: Forest): { sizes: ForestSizes; files: BundleFiles } {
  const { nodes, covers, sets, roots } = forest.arrays()
  return {
    sizes: { nodes: covers.length, sets: sets.length, trees: roots.length },
    files: {
      'nodes.i32': arrayBytes(nodes),
      'covers.f32': arrayBytes(covers),
      'sets.i32': arrayBytes(sets),
      'roots.i32': arrayBytes(roots),
    },
  }
}

/** Throws `ArtifactCorrupt` unless the files make trees that can be walked down on so many features. */
export function readForest(files: BundleFiles, sizes: ForestSizes, features: number): Forest {
  const forest = new Forest({
    nodes: readInts(files, 'nodes.i32', sizes.nodes * 2),
    covers: readFloats(files, 'covers.f32', sizes.nodes),
    sets: readInts(files, 'sets.i32', sizes.sets),
    roots: readInts(files, 'roots.i32', sizes.trees),
  })
  if (!forest.isSound(features)) throw new ArtifactCorrupt('The trees do not hold together.')
  return forest
}
