/** Stands in every export. */
export const licence = `The trained model (weights, labels and examples) belongs to whoever trained it; it is theirs to license.

Code in this archive is part of Assay:
Licensed under the Apache License, Version 2.0; you may obtain a copy of the License at
https://www.apache.org/licenses/LICENSE-2.0
It is distributed on an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND.
It contains zod, (c) Colin McDonnell, under the MIT License.
`
