/** Permutations of the vertices of a machine: `images[v]` is what vertex v becomes. */

/** g after h. */
export function compose(g: Uint8Array, h: Uint8Array): Uint8Array {
  return h.map((image) => g[image] as number);
}

/** What undoes a permutation. */
export function inverse(images: Uint8Array): Uint8Array {
  const undone = new Uint8Array(images.length);
  for (let v = 0; v < images.length; v++) undone[images[v] as number] = v;
  return undone;
}

export function isIdentity(images: Uint8Array): boolean {
  return images.every((image, v) => image === v);
}
