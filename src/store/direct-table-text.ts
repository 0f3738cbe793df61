/**
 * The inner loops of a packed store with a bit for every possible state, as JavaScript. A state is one word, which is a number
 * below 2^bits and its own hash; a candidate is two, that word and the number of the parent.
 */
export const directTableText = `
function insert({ table: { entries }, log }, { words, hashes }, count, { size, parents }) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum ^= entries[hashes[i] >>> 5];
  hashes[count] = sum;
  let id = size;
  for (let i = 0; i < count; i++) {
    const a0 = hashes[i], bit = 1 << a0, known = entries[a0 >>> 5];
    if ((known & bit) !== 0) continue;
    entries[a0 >>> 5] = known | bit;
    log[id] = a0;
    parents[id] = words[i * 2 + 1];
    id++;
  }
  return id;
}

function locate({ table: { entries }, log }, { words, hashes, isNew }, places) {
  const { first, end, parents } = places;
  let id = places.size, sum = 0;
  isNew.fill(0, first, end);
  for (let i = first; i < end; i++) sum ^= entries[hashes[i] >>> 5];
  places.read = sum;
  for (let i = first; i < end; i++) {
    const a0 = hashes[i], bit = 1 << a0, known = entries[a0 >>> 5];
    if ((known & bit) !== 0) continue;
    entries[a0 >>> 5] = known | bit;
    log[id] = a0;
    parents[id] = words[i * 2 + 1];
    isNew[i] = 1;
    id++;
  }
  places.size = id;
}

function enter({ entries }, log, { first, end }) {
  for (let id = first; id < end; id++) entries[log[id] >>> 5] |= 1 << log[id];
  return 0;
}

function find({ table: { entries } }, words, position) {
  const h = words[position * 2];
  return (entries[h >>> 5] & (1 << h)) === 0 ? -1 : 0;
}`;
