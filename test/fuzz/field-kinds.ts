/** The kinds of fields that random machines have: a domain each, with conditions and total updates as texts. */

export interface FieldKind {
  readonly domain: string;
  /** Initial values. */
  readonly inits: readonly string[];
  /** Conditions on the field; `at` is its text, `v` varies constants. One without parameters at least. */
  readonly tests: (at: string, v: number) => readonly string[];
  /** Statements that keep the field in its domain. One without parameters at least. */
  readonly updates: (at: string, v: number) => readonly string[];
  /** What the field holds, for an oracle that keeps its states as JavaScript values. */
  readonly holds?: "set" | "bag" | "sets inside";
}

const xyz = ["x", "y", "z"] as const;

function upTo(hi: number): FieldKind {
  const size = hi + 1;
  return {
    domain: `range(0, ${hi})`,
    inits: ["0", `${hi}`, "k"],
    tests: (at, v) => [
      `${at} === ${v % size}`,
      `${at} > ${v % size}`,
      `${at} === k`,
      `${table(v, size, 2).includes(1)} && [${table(v, size, 2)}][${at}] === 1`,
    ],
    updates: (at, v) => [
      `${at} = (${at} + 1) % ${size}`,
      `${at} = ${v % size}`,
      `${at} = k`,
      `${at} = [${table(v, size, size)}][${at}]`,
      `${at} = [[${table(v, size, size)}], [${table(v * 7 + 3, size, size)}]][k][${at}]`,
      `if (${at} < ${hi}) ${at}++`,
    ],
  };
}

/** `length` digits below `base`, made of a number. */
function table(number: number, length: number, base: number): readonly number[] {
  return Array.from({ length }, (_, i) => Math.floor(number / base ** i) % base);
}

const scalars: readonly FieldKind[] = [
  {
    domain: "bool()",
    inits: ["false", "true"],
    tests: (at) => [`!${at}`, `${at}`],
    updates: (at, v) => [`${at} = !${at}`, `${at} = ${v % 2 === 0}`],
  },
  upTo(1),
  upTo(2),
  upTo(3),
  {
    domain: "range(-1, 1)",
    inits: ["0", "-1"],
    tests: (at, v) => [`${at} === ${(v % 3) - 1}`, `${at} < 0`],
    updates: (at, v) => [
      `${at} = -${at}`, // −0 is 0
      `${at} = ${at} === 1 ? -1 : ${at} + 1`,
      `${at} = ${(v % 3) - 1}`,
    ],
  },
  {
    domain: 'oneOf("x", "y", "z")',
    inits: ['"x"', '"y"'],
    tests: (at, v) => [`${at} === "${xyz[v % 3]}"`, `${at} !== "${xyz[v % 3]}"`],
    updates: (at, v) => [
      `${at} = "${xyz[v % 3]}"`,
      `${at} = { x: "y", y: "z", z: "x" }[${at}]`,
      `${at} = ["${xyz[v % 3]}", "${xyz[(v + 1) % 3]}"][k]`,
    ],
  },
  {
    domain: "optional(range(0, 1))",
    inits: ["null", "0"],
    tests: (at) => [`${at} === null`, `${at} === 1`, `${at} === k`],
    updates: (at, v) => [`${at} = ${at} === null ? ${v % 2} : null`, `${at} = k`, `${at} = null`],
  },
  {
    domain: "slot",
    inits: ['"slot0"', "slot.elements[2]"],
    tests: (at, v) => [`${at} === "slot${v % 3}"`, `${at} === q`],
    updates: (at, v) => [
      `${at} = slot.next(${at})`,
      `${at} = slot.previous(${at})`,
      `${at} = q`,
      `${at} = "slot${v % 3}"`,
    ],
  },
  {
    domain: "optional(app)", // symmetric: no text names an element
    inits: ["null", "w"],
    tests: (at) => [`${at} === null`, `${at} !== null`, `${at} === w`],
    updates: (at) => [`${at} = null`, `${at} = w`, `if (${at} === null) ${at} = w`],
  },
];

const containers: readonly FieldKind[] = [
  {
    domain: "mapOf(page, bool())",
    inits: ["page.each(false)", "{ page0: true, page1: false }"],
    tests: (at) => [
      `${at}.page0`,
      `page.every((x) => ${at}[x])`,
      `${at}[p]`,
      `!${at}[p]`,
      `page.some((x) => ${at}[x])`,
    ],
    updates: (at, v) => [
      `${at}.page${v % 2} = !${at}.page${v % 2}`,
      `for (const x of page) ${at}[x] = false`,
      `${at}[p] = true`,
      `${at}[p] = !${at}[p]`,
      `[${at}.page0, ${at}.page1] = [${at}.page1, ${at}.page0]`,
    ],
  },
  {
    domain: "setOf(page)",
    holds: "set",
    inits: ["[]", '["page1"]', '["page1", "page0", "page1"]', "[p]"],
    tests: (at, v) => [
      `${at}.size === ${v % 3}`,
      `${at}.has("page${v % 2}")`,
      `${at}.has(p)`,
      `[...${at}][0] === "page${v % 2}"`,
    ],
    updates: (at, v) => [
      `${at}.add("page${v % 2}")`,
      `${at}.delete("page${v % 2}")`,
      `${at}.add(p)`,
      `${at}.delete(p)`,
      `if (!${at}.delete(p)) ${at}.add(p)`,
      `${at} = [${v % 2 === 0 ? "" : '"page1"'}]`,
      `${at}.clear()`,
    ],
  },
  {
    domain: "setOf(app)",
    holds: "set",
    inits: ["[]", "[w]"],
    tests: (at, v) => [`${at}.size === ${v % 3}`, `${at}.has(w)`, `!${at}.has(w)`],
    updates: (at) => [`${at}.clear()`, `${at}.add(w)`, `${at}.delete(w)`, `${at} = [w]`],
  },
  {
    domain: 'listOf(oneOf("x", "y"), 2)',
    inits: ["[]", '["y", "x"]'],
    tests: (at, v) => [
      `${at}.length === ${v % 3}`,
      `${at}[0] === "${xyz[v % 2]}"`,
      `${at}.includes("${xyz[v % 2]}")`,
    ],
    updates: (at, v) => [
      `if (${at}.length < 2) ${at}.push("${xyz[v % 2]}")`,
      `${at}.shift()`,
      `${at}.reverse()`,
      `${at}.pop()`,
      `if (${at}.length < 2) ${at}.unshift(["x", "y"][k])`,
      `${at}.sort()`,
      `${at} = ${at}.filter((x) => x === "${xyz[v % 2]}")`,
    ],
  },
  {
    domain: 'bagOf(oneOf("x", "y"), 2)',
    holds: "bag",
    inits: ["[]", '["y", "x"]', '["x", "x"]'],
    tests: (at, v) => [`${at}.size === ${v % 3}`, `${at}.count("${xyz[v % 2]}") > ${v % 2}`],
    updates: (at, v) => [
      `if (${at}.size < 2) ${at}.add("${xyz[v % 2]}")`,
      `${at}.delete("${xyz[v % 2]}")`,
      `if (${at}.size < 2) ${at}.add(["x", "y"][k])`,
      `${at}.clear()`,
    ],
  },
  {
    domain: "record({ u: bool(), v: range(0, 1) })",
    inits: ["{ u: false, v: 0 }", "{ v: 1, u: true }", "{ u: false, v: k }"],
    tests: (at, v) => [`${at}.u`, `${at}.v === ${v % 2}`, `${at}.v === k`],
    updates: (at, v) => [
      `${at}.u = !${at}.u`,
      `${at}.v = 1 - ${at}.v`,
      `${at} = { v: ${v % 2}, u: false }`,
      `${at} = { ...${at}, v: k }`,
    ],
  },
  {
    domain: "union({ idle: {}, busy: { n: range(0, 1) } })",
    inits: ['{ tag: "idle" }', '{ tag: "busy", n: 1 }'],
    tests: (at, v) => [
      `${at}.tag === "idle"`,
      `${at}.tag === "busy" && ${at}.n === ${v % 2}`,
      `${at}.tag === "busy" && ${at}.n === k`,
    ],
    updates: (at, v) => [
      `${at} = { tag: "busy", n: ${v % 2} }`,
      `${at} = { tag: "idle" }`,
      `if (${at}.tag === "busy") ${at}.n = 1 - ${at}.n`,
      `${at} = ${at}.tag === "busy" ? { tag: "idle" } : { tag: "busy", n: k }`,
    ],
  },
  {
    domain: "mapOf(page, setOf(app))",
    holds: "sets inside",
    inits: ["page.each([])", "page.each([w])"],
    tests: (at, v) => [
      `${at}.page${v % 2}.size === 0`,
      `${at}[p].has(w)`,
      `page.every((x) => ${at}[x].size === 0)`,
      `${at}[p].size > 0`,
    ],
    updates: (at, v) => [
      `${at}.page${v % 2}.clear()`,
      `${at}[p].add(w)`,
      `${at}[p].delete(w)`,
      `for (const x of page) ${at}[x].add(w)`,
    ],
  },
];

/** Two sets over different domains: what has one code in the one has another in the other. */
const setsOfTwoDomains: FieldKind = {
  domain: "record({ u: setOf(range(0, 2)), v: setOf(range(1, 3)) })",
  holds: "sets inside",
  inits: [
    "{ u: [], v: [] }",
    "{ u: [1], v: [2] }",
    "{ u: [2, 1], v: [1, 2] }",
    "{ u: [k], v: [] }",
  ],
  tests: (at, v) => [
    `same(${at}.u, ${at}.v)`,
    `!same(${at}.v, ${at}.u)`,
    `${at}.u.isSubsetOf(${at}.v)`,
    `${at}.v.isDisjointFrom(${at}.u)`,
    `${at}.u.intersection(${at}.v).size === ${v % 3}`,
    `${at}.v.difference(${at}.u).size === ${v % 3}`,
  ],
  updates: (at, v) => [
    `${at}.u.add(${v % 3})`,
    `${at}.v.add(${(v % 3) + 1})`,
    `${at}.u.delete(${v % 3})`,
    `if (!${at}.v.delete(k + 1)) ${at}.v.add(k + 1)`,
    `${at}.u = ${at}.u.intersection(${at}.v)`,
    `${at}.v = ${at}.v.difference(${at}.u)`,
  ],
};

/** Values that are written alike: with `x` and `y, z` an action looks as with `x, y` and `z`. */
const alike: FieldKind = {
  domain: "range(0, 2)",
  inits: ["0", "1"],
  tests: (at, v) => [
    `${at} === ${v % 3}`,
    `lx === "x, y" && rx === "z"`,
    `lx === "x" && rx === "y, z"`,
    `lx === "x" && rx === "y, z" && ${at} !== ${v % 3}`,
    `(lx === "x, y") === (rx === "z")`,
  ],
  updates: (at, v) => [
    `${at} = ${v % 3}`,
    `${at} = lx === "x" ? ${v % 3} : ${(v >> 2) % 3}`,
    `${at} = lx === "x" ? ${v % 3} : (${at} + 1) % 3`,
    `if (rx === "z") ${at} = (${at} + 1) % 3`,
  ],
};

/** Elements that are taken out, changed and put back. */
const records: FieldKind = {
  domain: "listOf(record({ u: bool(), v: range(0, 1) }), 2)",
  inits: ["[]", "[{ u: false, v: 1 }, { v: 0, u: true }]", "[{ u: false, v: k }]"],
  tests: (at, v) => [
    `${at}.length === ${v % 3}`,
    `${at}.length > 0 && ${at}[0].v === ${v % 2}`,
    `${at}.some((x) => x.u && x.v === ${v % 2})`,
    `${at}.length === 2 && same(${at}[0], ${at}[1])`,
  ],
  updates: (at, v) => [
    `if (${at}.length < 2) ${at}.push({ u: true, v: ${v % 2} })`,
    `if (${at}.length > 0) { const m = ${at}.shift(); m.v = 1 - m.v; ${at}.push(m) }`,
    `if (${at}.length > 0) { const [m] = ${at}.splice(0, 1); m.u = !m.u; ${at}.unshift(m) }`,
    `for (const m of ${at}) m.v = k`,
    `if (${at}.length === 2) [${at}[0], ${at}[1]] = [${at}[1], ${at}[0]]`,
    `${at} = ${at}.filter((x) => x.u)`,
    `${at}.reverse(); if (${at}.length > 0) ${at}[0].u = false`,
    `${at}.pop()`,
  ],
};

/** Counts without a look at its bound: it stays in its domain only where `within` ends the exploration. */
export const boundedCounter: FieldKind = {
  domain: "range(0, 4)",
  inits: ["0", "1"],
  tests: (at, v) => [`${at} === ${v % 5}`, `${at} > ${v % 4}`],
  updates: (at) => [`${at}++`],
};

export const fieldKinds: readonly FieldKind[] = [
  ...scalars,
  ...containers,
  setsOfTwoDomains,
  alike,
  records,
];
