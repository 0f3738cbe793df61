/**
 * The inner loops of a packed store with a bit for every possible state, as JavaScript. A state is one word, which is a number
 * below 2^bits and its own hash; a candidate is two, that word and the number of the parent.
 */
export const directTableText = `
function insert({ tables: [{ entries }], log }, { words, hashes }, count, { size, parents }) {
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

function locate({ entries }, log, { hashes }, places) {
  const { first, end, news: { places: fresh } } = places;
  let sum = 0;
  for (let j = first; j < end; j++) sum ^= entries[hashes[j] >>> 5];
  places.read = sum;
  let count = places.count;
  for (let j = first; j < end; j++) {
    const h = hashes[j], bit = 1 << h, known = entries[h >>> 5];
    entries[h >>> 5] = known | bit;
    fresh[count] = j;
    count += (known & bit) === 0 ? 1 : 0;
  }
  places.count = count;
}

function enter({ entries }, log, count) {
  for (let id = 0; id < count; id++) entries[log[id] >>> 5] |= 1 << log[id];
  return 0;
}

function find({ tables }, words, position) {
  const h = words[position * 2];
  return (tables[0].entries[h >>> 5] & (1 << h)) === 0 ? -1 : 0;
}`;
