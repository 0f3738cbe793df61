/** Specs on which the engines once disagreed, or nearly did, and small ones about what is easily got wrong. */
import { expect, it } from "vitest";
import { compareEngines } from "./compare.ts";
import { load } from "./load.ts";
import { byPackedSearch, byReference } from "./state-by-state.ts";

const domains =
  "const rec = record({ x: from0to3, y: from0to3 }); const pair = record({ l: rec, r: rec });";

const effects: readonly (readonly [what: string, state: string, init: string, effect: string])[] = [
  [
    "chain",
    "o: optional(record({ u: record({ v: from0to1 }) }))",
    "o: null",
    "s.o?.u.v === 1 ? (s.o = null) : (s.o = s.o === null ? { u: { v: 1 } } : null)",
  ],
  [
    "push in for of",
    "q: listOf(from0to3, 3)",
    "q: [1]",
    "for (const x of s.q) if (s.q.length < 3) s.q.push(x)",
  ],
  [
    "element in for of",
    "q: listOf(from0to3, 3)",
    "q: [0, 2, 3]",
    "for (const x of s.q) s.q[1] = x",
  ],
  [
    "element by length in for of",
    "q: listOf(from0to3, 3)",
    "q: [0, 2, 3]",
    "for (const x of s.q) s.q[s.q.length - 1] = x",
  ],
  [
    "length in for of",
    "q: listOf(from0to3, 3), n: from0to3",
    "q: [0, 2, 3], n: 0",
    "for (const x of s.q) { s.n = x; s.q.length = 0; }",
  ],
  [
    "assign list in for of",
    "q: listOf(from0to3, 3), n: from0to3",
    "q: [0, 2, 3], n: 0",
    "for (const x of s.q) { s.n = x; s.q = []; }",
  ],
  [
    "assign list of records in for of",
    "q: listOf(rec, 3), n: from0to3",
    "q: [{x:1,y:1}, {x:2,y:2}], n: 0",
    "for (const r of s.q) { s.n = r.x; s.q = []; }",
  ],
  [
    "delete in for of set",
    "t: setOf(from0to3), n: from0to3",
    "t: [0, 2, 3], n: 0",
    "for (const x of s.t) { s.n = x; s.t.delete(3); }",
  ],
  [
    "clear in for of set",
    "t: setOf(from0to3), n: from0to3",
    "t: [0, 2, 3], n: 0",
    "for (const x of s.t) { s.n = x; s.t.clear(); }",
  ],
  [
    "assign in for of set",
    "t: setOf(from0to3), n: from0to3",
    "t: [0, 2, 3], n: 0",
    "for (const x of s.t) { s.n = x; s.t = []; }",
  ],
  [
    "add in for of set",
    "t: setOf(from0to3), n: from0to3",
    "t: [0, 2], n: 0",
    "for (const x of s.t) { s.n = x; s.t.add(3); }",
  ],
  [
    "bag in for of",
    "b: bagOf(from0to3, 3), n: from0to3",
    "b: [0, 2, 2], n: 0",
    "for (const x of s.b) { s.n = x; s.b.delete(2); }",
  ],
  [
    "length 0",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{x:1,y:2}], n: 0",
    "const h = s.q[0]; s.q.length = 0; if (h !== undefined) s.n = h.y",
  ],
  ["floor nan", "n: from0to3, m: from0to3", "n: 1, m: 0", "s.n = Math.floor(s.m / s.m)"],
  ["nan truth", "n: from0to3, m: from0to3", "n: 1, m: 0", "if (Math.floor(s.m / s.m)) s.n = 2"],
  ["inf times", "n: from0to3, m: from0to3", "n: 1, m: 3", "s.n = (s.m / 0.5) * s.m"],
  ["inf times zero", "n: from0to3, m: from0to3", "n: 1, m: 3", "s.n = (s.m / 0.5) * s.m * 0"],
  [
    "exchange of  pair",
    "p: pair",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }",
    "s.p = { l: s.p.r, r: s.p.l }",
  ],
  [
    "exchange of  deep",
    "p: record({ a: pair, b: pair })",
    "p: { a: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, b: { l: { x: 0, y: 0 }, r: { x: 2, y: 2 } } }",
    "s.p = { a: { l: s.p.b.l, r: s.p.b.r }, b: { l: s.p.a.l, r: s.p.a.r } }",
  ],
  [
    "exchange of  optional",
    "m: record({ a: optional(rec), b: optional(rec) })",
    "m: { a: { x: 1, y: 2 }, b: null }",
    "s.m = { a: s.m.b, b: s.m.a }",
  ],
  [
    "exchange of  dynamic",
    "m: mapOf(page, rec), c: page",
    'm: { page0: { x: 1, y: 2 }, page1: { x: 3, y: 3 } }, c: "page0"',
    "s.m = { page0: s.m.page1, page1: s.m[s.c] }",
  ],
  [
    "list of wrapped",
    "q: listOf(record({ r: rec }), 2)",
    "q: [{ r: { x: 1, y: 2 } }, { r: { x: 3, y: 3 } }]",
    "s.q = [{ r: s.q[1].r }, { r: s.q[0].r }]",
  ],
  [
    "filter beyond",
    "t: setOf(from0to3), n: from0to5",
    "t: [], n: 1",
    "s.t = from0to5.filter((x) => x <= s.n); s.n++",
  ],
  [
    "filter beyond union",
    "t: setOf(from0to3), n: from0to5",
    "t: [], n: 1",
    "s.t = s.t.union(from0to5.filter((x) => x <= s.n)); s.n++",
  ],
  [
    "filter beyond list",
    "q: listOf(from0to3, 3), n: from0to5",
    "q: [], n: 1",
    "s.q = from0to5.filter((x) => x <= s.n); s.n++",
  ],
  ["next of null", "c: optional(page)", "c: null", 's.c = s.c === null ? "page0" : page.next(s.c)'],
  [
    "next of known null",
    "c: optional(page)",
    "c: null",
    "const f = (x) => page.next(x); s.c = f(null)",
  ],
  ["at of half", "c: optional(page)", "c: null", "s.c = page.at(0.5)"],
  [
    "map aliases",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{x:1,y:2}], n: 0",
    "const all = s.q.map((r) => r); s.q[0].x = 3; s.n = all[0].x",
  ],
  [
    "spread aliases",
    "p: pair, n: from0to3",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, n: 0",
    "const c = { ...s.p }; s.p.l.x = 3; s.n = c.l.x",
  ],
  [
    "object aliases",
    "p: pair, n: from0to3",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, n: 0",
    "const c = { l: s.p.l }; s.p.l.x = 3; s.n = c.l.x",
  ],
  [
    "object written",
    "p: pair, n: from0to3",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, n: 0",
    "const c = { l: s.p.l }; c.l.x = 3",
  ],
  ["returns state", "n: from0to3", "n: 1", "return { n: 2 }"],
  ["returns state2", "n: from0to3", "n: 1", "return { ...s }"],
  [
    "shift in array",
    "q: listOf(rec, 2), p: pair",
    "q: [{x:1,y:2}, {x: 3, y: 0}], p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }",
    "s.p = { l: s.q[0], r: s.q.shift() }",
  ],
  [
    "shift in arguments",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{x:1,y:2}, {x: 3, y: 0}], n: 0",
    "const f = (a, b) => a.x; s.n = f(s.q[0], s.q.shift())",
  ],
  ["gap", "q: listOf(from0to3, 3)", "q: []", "s.q[1] = 1; s.q[0] = 1"],
  ["gap left", "q: listOf(from0to3, 3)", "q: []", "s.q[1] = 1"],
  [
    "reassigned alias",
    "m: mapOf(page, rec), c: page",
    'm: { page0: { x: 1, y: 2 }, page1: { x: 3, y: 3 } }, c: "page0"',
    'let r = s.m.page0; if (s.c === "page0") r = s.m.page1; r.x = 0; s.c = page.next(s.c)',
  ],
  [
    "entries",
    "m: mapOf(from_1to1, from0to3), n: from0to3",
    "m: { [-1]: 3, [0]: 1, [1]: 2 }, n: 0",
    "for (const [k, v] of Object.entries(s.m)) s.n = v",
  ],
  [
    "destructured list",
    "q: listOf(from0to3, 3), n: from0to3",
    "q: [2], n: 0",
    "const [a, b] = s.q; s.n = b ?? a ?? 3; s.q = []",
  ],
  ["post increment", "n: from0to3, m: from0to3", "n: 0, m: 0", "s.m = s.n++"],
  ["assignment value", "n: from0to3, m: from0to3", "n: 0, m: 0", "s.m = s.n = 2; s.m = (s.n += 1)"],
  [
    "assignment compound value",
    "p: pair, n: from0to3",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, n: 0",
    "const v = (s.p.l = s.p.r); s.p.r.x = 0; s.n = v.x",
  ],
  [
    "object kept",
    "p: pair, n: from0to3",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, n: 0",
    "const o = { x: 1, y: 1 }; s.p.l = o; s.p.l.x = 2; s.n = o.x",
  ],
  [
    "truth text",
    "n: from0to3, c: optional(from0to1)",
    "n: 0, c: 0",
    "if (s.c) s.n = 1; else s.n = 2; if (s.n && s.n > 1) s.c = null",
  ],
  [
    "big set",
    "t: setOf(from0to40), n: range(0, 40)",
    "t: [0, 29, 30, 31], n: 29",
    "s.t.add(s.n); s.n = (s.n + 1) % 41; if (s.t.size > 6) s.t = from0to40.filter((x) => x % 2 === s.n % 2)",
  ],
  [
    "set of records",
    "t: setOf(record({ a: optional(page), b: from0to3 })), n: from0to3",
    "t: [], n: 0",
    's.t.add({ b: s.n, a: s.n > 1 ? null : "page1" }); s.n = (s.n + 1) % 4; if (s.t.size > 3) for (const e of s.t) if (e.a === null) s.t.delete(e)',
  ],
  [
    "shadow",
    "n: from0to3",
    "n: 0",
    "const x = 1; { const x = 2; if (s.n === 0) s.n = x; } if (s.n === 2) s.n = x; [3].forEach((x) => { if (s.n === 1) s.n = x; })",
  ],
  [
    "closure let",
    "n: from0to3",
    "n: 0",
    "let x = 1; const f = () => x; x = 2; s.n = f(); const g = () => { x = 3; }; if (s.n === 2) g(); s.n = x",
  ],
  [
    "negative at",
    "q: listOf(from0to3, 3), n: from0to3",
    "q: [1, 2], n: 0",
    "s.n = s.q.at(-2) ?? 0; s.q.shift()",
  ],
  [
    "neg zero key",
    "m: mapOf(from_1to1, from0to3), n: from_1to1",
    "m: { [-1]: 3, [0]: 1, [1]: 2 }, n: 0",
    "s.m[-s.n] = 0; s.n = -s.n",
  ],
  [
    "key that is no integer",
    "m: mapOf(from_1to1, from0to3), n: from_1to1",
    "m: { [-1]: 3, [0]: 1, [1]: 2 }, n: 1",
    "s.m[s.n / 2] = 0",
  ],
  [
    "optional write",
    "o: optional(rec)",
    "o: null",
    "if (s.o === null) s.o = { x: 0, y: 0 }; else if (s.o.x < 3) s.o.x++; else s.o = null",
  ],
  [
    "optional alias",
    "o: optional(rec), n: from0to3",
    "o: { x: 2, y: 2 }, n: 0",
    "const o = s.o; s.o = null; s.n = o === null ? 0 : o.x",
  ],
  [
    "optional alias 2",
    "o: optional(rec), n: from0to3",
    "o: { x: 2, y: 2 }, n: 0",
    "const o = s.o; s.o = { x: 3, y: 3 }; s.n = o === null ? 0 : o.x",
  ],
  [
    "union alias",
    "u: union({ idle: {}, busy: { n: rec }, gone: { n: rec, k: from0to3 } }), n: from0to3",
    'u: { tag: "busy", n: { x: 1, y: 2 } }, n: 0',
    'if (s.u.tag === "busy") { const r = s.u.n; s.u = { tag: "gone", k: 1, n: s.u.n }; s.n = r.y; } else s.u = { tag: "idle" }',
  ],
  [
    "union spread",
    "u: union({ idle: {}, busy: { n: rec }, gone: { n: rec, k: from0to3 } }), n: from0to3",
    'u: { tag: "busy", n: { x: 1, y: 2 } }, n: 0',
    's.u = { ...s.u, tag: "gone", k: 1 }',
  ],
  [
    "nested list",
    "q: listOf(listOf(from0to3, 2), 2)",
    "q: [[1], [2, 3]]",
    "const [a] = s.q; s.q.shift(); if (a) s.q.push([...a, 0].slice()); else s.q = [[]]",
  ],
  [
    "switch",
    "n: from0to3, m: from0to3",
    "n: 0, m: 0",
    "switch (s.n) { case 0: s.n = 1; case 1: s.m = 1; break; case 2: if (s.m === 1) break; s.m = 3; default: s.n = 0; } s.n = (s.n + 1) % 4",
  ],
  [
    "while",
    "n: from0to3, m: from0to3",
    "n: 0, m: 0",
    "for (let i = 0; i < s.n + 1; i += 2) { if (i === 2) continue; s.m = i; } s.n = (s.n + 1) % 4",
  ],
  [
    "shift 32",
    "n: from0to3, m: from0to3",
    "n: 0, m: 0",
    "s.m = (1 << (s.n + 31)) >>> 31; s.n = (s.n + 1) % 4",
  ],
  ["sort", "q: listOf(from0to3, 3)", "q: [3, 1]", "s.q.sort(); s.q.reverse()"],
  [
    "find write",
    "q: listOf(rec, 2)",
    "q: [{x:1,y:2}, {x: 2, y: 0}]",
    "const r = s.q.find((r) => r.x === 2); if (r !== undefined) r.x = 3; else s.q.shift()",
  ],
  [
    "find then shift",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{x:1,y:2}, {x: 2, y: 0}], n: 0",
    "const r = s.q.find((r) => r.x === 2); s.q.shift(); if (r !== undefined) s.n = r.x",
  ],
  [
    "filter then shift",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{x:1,y:2}, {x: 2, y: 0}], n: 0",
    "const r = s.q.filter((r) => r.x > 1); s.q.shift(); for (const e of r) s.n = e.x",
  ],
  [
    "for of written",
    "q: listOf(rec, 2)",
    "q: [{x:1,y:2}, {x: 2, y: 0}]",
    "for (const r of s.q) r.x = (r.x + 1) % 4",
  ],
  [
    "for of replaced",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{x:1,y:2}, {x: 2, y: 0}], n: 0",
    "for (const r of s.q) { s.q[1] = { x: 3, y: 3 }; s.n = r.x; }",
  ],
  [
    "set element alias",
    "t: setOf(rec), n: from0to3",
    "t: [{ x: 1, y: 1 }], n: 0",
    "for (const r of s.t) { s.t.delete(r); s.t.add({ ...r, x: (r.x + 1) % 4 }); }",
  ],
  [
    "union method with list",
    "t: setOf(from0to3), q: listOf(from0to3, 2)",
    "t: [1], q: [2, 2]",
    "s.t = s.t.union(s.q).difference([1]); s.q.pop()",
  ],
  [
    "bag assign",
    "b: bagOf(from0to3, 2), c: bagOf(from0to3, 2)",
    "b: [1, 1], c: []",
    "s.c = s.b; s.b.delete(1); if (s.b.size === 0) s.b = [2]",
  ],
  [
    "map to set",
    "q: listOf(from0to3, 3), t: setOf(from0to3)",
    "q: [1], t: []",
    "s.t = s.q.map((x) => 3 - x); s.q.pop()",
  ],
  [
    "the only part replaced",
    "w: record({ u: rec }), n: from0to3",
    "w: { u: { x: 1, y: 1 } }, n: 0",
    "const w = s.w; s.w.u = { x: 2, y: 3 }; s.n = w.u.x",
  ],
  [
    "the only field replaced",
    "w: rec",
    "w: { x: 1, y: 1 }",
    "if (s.w.x === 1) s.w = { x: 2, y: 3 }; s.w = { x: s.w.y, y: s.w.x }",
  ],
  [
    "exchanged by a pattern",
    "p: pair, n: from0to3, m: from0to3",
    "p: { l: { x: 1, y: 2 }, r: { x: 3, y: 0 } }, n: 0, m: 2",
    "[s.p.l, s.p.r] = [s.p.r, s.p.l]; [s.n, s.m] = [s.m, s.n]; if (s.n === 0) [s.n] = [];",
  ],
  [
    "bags of arrays",
    "b: bagOf(from0to3, 3), c: bagOf(from0to3, 3), n: from0to3",
    "b: [], c: [], n: 0",
    "s.b = [1, s.n, 1].filter((x) => x >= s.n); s.n = same(s.b, s.c) ? 0 : s.n + 1; s.c = s.b; s.b = [s.n, 0, 0, 0].filter((x) => x > 0);",
  ],
  [
    "every, and an element outside",
    "t: setOf(from0to1), n: from0to3",
    "t: [], n: 0",
    "if (!from0to3.every((x) => s.t.has(x))) s.n = 1; if (from0to1.every((x) => s.t.has(x))) s.t = [];",
  ],
  [
    "some, and an element outside",
    "t: setOf(from0to1), n: from0to3",
    "t: [0], n: 0",
    "if (from0to3.some((x) => s.t.has(x))) s.n = 1;",
  ],
  [
    "some, with a variable that it changes",
    "t: setOf(from0to1), n: from0to3",
    "t: [0], n: 0",
    "let y = 0; if (from0to3.some((x) => { if (x === 1) y = x; return s.t.has(x); })) s.n = 2 - y; s.t = s.t.size === 0 ? [0] : [1];",
  ],
  [
    "a case that fails",
    "o: optional(rec), n: from0to3",
    "o: null, n: 2",
    "switch (s.n) { case 2: s.n = 1; break; case s.o.x: s.n = 2; break; default: s.n = 0; } s.o = { x: 0, y: 0 };",
  ],
  [
    "undefined as a key",
    "m: mapOf(page, optional(page))",
    'm: { page0: null, page1: "page1" }',
    's.m.page0 = ({ ["page0"]: "page1", ["page1"]: "page0" })[page.next(s.m.page1)]; s.m.page1 = s.m.page0',
  ],
  [
    "undefined as a tag",
    "u: union({ idle: {}, busy: { n: from0to1 } }), n: from0to3",
    'u: { tag: "idle" }, n: 1',
    's.u = { tag: s.n > 2 ? undefined : s.n > 1 ? "busy" : "idle" }; s.u = { tag: "idle" }; if (s.n < 3) s.n++',
  ],
  ["a difference", "n: from0to3, m: from0to3", "n: 1, m: 3", "s.n = s.n - s.m"],
  ["a full bag", "b: bagOf(from0to3, 2)", "b: [1]", "s.b.add(1)"],
  [
    "increments as values",
    "n: from0to3, m: from0to3",
    "n: 0, m: 0",
    "if (s.n < 3) s.m = s.n++; else s.n = --s.m",
  ],
  [
    "what was shifted out",
    "q: listOf(rec, 2), r: rec",
    "q: [{ x: 1, y: 2 }, { x: 3, y: 0 }], r: { x: 0, y: 0 }",
    "const first = s.q.shift(); if (first !== undefined) s.r = first;",
  ],
  [
    "what was popped, and may be null",
    "q: listOf(optional(rec), 2), r: rec",
    "q: [{ x: 1, y: 2 }, null, { x: 3, y: 0 }].slice(0, 2), r: { x: 0, y: 0 }",
    "const last = s.q.pop(); s.r = last ?? { x: 3, y: 3 };",
  ],
  [
    "a table with one value twice",
    "c: letters, n: from0to3",
    'c: "x", n: 0',
    's.n = ({ x: "z", y: "x", z: "z" })[s.c] === "z" ? 2 : 1; s.c = ({ x: "y", y: "z", z: "x" })[s.c];',
  ],
  [
    "at, around several times",
    "t: setOf(page), n: from0to5",
    "t: [], n: 0",
    "if (!s.t.delete(page.at(s.n))) s.t.add(page.at(s.n + 1)); s.n = (s.n + 1) % 6;",
  ],
  [
    "half as a key",
    "m: mapOf(from0to1, from0to3), n: from0to3",
    "m: { [0]: 1, [1]: 2 }, n: 0",
    "s.m[Math.floor(s.n / 2)] = s.n; s.n = (s.n + 1) % 4",
  ],
  [
    "deleting in a method",
    "t: setOf(from0to3), n: from0to3",
    "t: [0, 2, 3], n: 0",
    "s.t.every((x) => { s.t.delete(3); s.n = x; return true; })",
  ],
  [
    "pushing in a method",
    "q: listOf(from0to3, 3), n: from0to3",
    "q: [0, 2], n: 0",
    "s.q.forEach((x) => { if (s.q.length < 3) s.q.push(x); })",
  ],
  [
    "writing in a method",
    "q: listOf(rec, 2), n: from0to3",
    "q: [{ x: 0, y: 1 }, { x: 2, y: 2 }], n: 0",
    "s.q.forEach((r, i) => { r.x = 3 - r.x; s.n = i; })",
  ],
  [
    "early return value",
    "n: from0to3",
    "n: 0",
    "const f = (x) => { for (const y of from0to3) { if (y > x) return y; } return null; }; const v = f(s.n); if (v === null) s.n = 0; else s.n = v;",
  ],
];

const predicates: readonly (readonly [
  what: string,
  state: string,
  init: string,
  predicate: string,
])[] = [
  [
    "every, and an element outside",
    "t: setOf(from0to1)",
    "t: []",
    "from0to3.every((x) => s.t.has(x))",
  ],
  [
    "some, and an element outside",
    "t: setOf(from0to1)",
    "t: [0]",
    "from0to3.some((x) => s.t.has(x))",
  ],
  [
    "some, and one beyond null",
    "q: listOf(optional(rec), 2)",
    "q: [{ x: 1, y: 1 }, null]",
    "s.q.some((r) => r.x === 1)",
  ],
  ["every in a bag", "b: bagOf(rec, 2)", "b: []", "from0to5.every((x) => s.b.has({ x: 0, y: x }))"],
  [
    "a chain that ends early",
    "o: optional(record({ r: rec }))",
    "o: null",
    "s.o?.r.x === undefined",
  ],
  [
    "a chain with a call",
    "o: optional(record({ t: setOf(from0to1) }))",
    "o: null",
    "(s.o?.t.has(0) ?? true) === true",
  ],
  ["what a list does not have", "q: listOf(from0to1, 2)", "q: []", "s.q.n !== undefined"],
  ["what a set does not have", "t: setOf(from0to1)", "t: []", "s.t.length !== undefined"],
  ["what a number does not have", "n: from0to1", "n: 0", "s.n.n !== undefined"],
  ["what an array does not have", "n: from0to1", "n: 0", "[s.n].size === undefined"],
  [
    "NaN",
    "n: from0to3, m: from0to3",
    "n: 0, m: 0",
    "!(Math.floor(s.n / s.m) >= 0) && !(s.n / s.m)",
  ],
  ["text order", "p: page, c: letters", 'p: "page1", c: "y"', 's.p > "page0" && s.c < "z"'],
];

it.each(predicates)("a predicate: %s", async (_what, state, init, predicate) => {
  const machine = load(`${domains}
export const random = machine({
  name: "small",
  state: { ${state} },
  init: { ${init} },
  deadlock: false,
  actions: { stay: { when: (s) => ${predicate}, then: () => {} } },
  properties: { always: always((s) => ${predicate}), reachable: reachable((s) => ${predicate}) },
});`);
  const { reference, compiled } = await compareEngines(machine, {});
  expect(compiled).toEqual(reference);
});

it.each(effects)("an effect: %s", async (_what, state, init, effect) => {
  const machine = load(`${domains}
export const random = machine({
  name: "small",
  state: { ${state} },
  init: { ${init} },
  deadlock: false,
  actions: { go: { then: (s) => { ${effect} } } },
  properties: {},
});`);
  const { reference, compiled } = await compareEngines(machine, {});
  expect(compiled).toEqual(reference);
  const how = { search: "bfs", limits: {} } as const;
  if (!JSON.stringify(reference).includes('"fault":{')) {
    expect(byPackedSearch(machine, how)).toEqual(byReference(machine, how));
  }
});
