/** Idioms of protocols compile: they do not fall back to the reference engine, though that would answer the same. */
import { expect, it } from "vitest";
import { compiledMachine } from "../../../src/model/compiled/compiled-machine.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { load } from "./load.ts";

function obstaclesOf(effect: string): readonly string[] {
  const machine =
    load(`const message = union({ ask: { from: page, n: from0to3 }, answer: { ok: bools }, none: {} });
const rec = record({ x: from0to3, y: from0to3 });
const isFree = (s, p) => s.owner[p] === null;
const release = (s, p) => { s.owner[p] = null; s.held.delete(p); };
const limits = { page0: 1, page1: 3 };
export const random = machine({
  name: "idioms",
  state: {
    n: from0to3, b: bools, r: rec, last: message, net: listOf(message, 3), bag: bagOf(message, 3),
    owner: mapOf(page, optional(page)), held: setOf(page), boxes: mapOf(page, listOf(from0to3, 2)), o: optional(rec),
  },
  init: {
    n: 0, b: false, r: { x: 0, y: 0 }, last: { tag: "none" }, net: [], bag: [],
    owner: page.each(null), held: [], boxes: page.each([]), o: null,
  },
  deadlock: false,
  actions: { go: { for: { p: page, k: from0to3 }, then: (s, { p, k }) => { ${effect} } } },
  properties: {},
});`);
  const compiled = compiledMachine(referenceModel(machine));
  if ("notPackable" in compiled) return [compiled.notPackable];
  return compiled.program.instances.flatMap((one) =>
    one.kind === "fallback" ? [one.why.what] : [],
  );
}

it.each([
  "if (s.net.length > 0) s.last = s.net.shift();",
  "s.last = s.net.shift() ?? { tag: 'none' };",
  "const m = s.net.shift(); if (m?.tag === 'ask') s.n = m.n;",
  "const [first] = s.net; if (first !== undefined && first.tag === 'ask') s.owner[first.from] = p;",
  "s.net.push({ tag: 'ask', from: p, n: k });",
  "s.net = s.net.filter((m) => m.tag !== 'ask' || m.from !== p);",
  "s.net = [...s.net.slice(), { tag: 'none' }];",
  "for (const m of s.net) { if (m.tag !== 'ask') continue; s.n = m.n; break; }",
  "for (const m of s.bag) if (m.tag === 'ask' && m.from === p) { s.bag.delete(m); break; }",
  "s.bag.add({ tag: 'answer', ok: s.b }); s.n = s.bag.count({ tag: 'answer', ok: true });",
  "const box = s.boxes[p]; if (box.length < 2) box.push(k); s.n = box[0] ?? 0;",
  "s.boxes[page.next(p)] = s.boxes[p]; s.boxes[p] = [];",
  "for (const q of page) if (q !== p && isFree(s, q)) { s.owner[q] = p; s.held.add(q); }",
  "release(s, p); if (page.every((q) => isFree(s, q))) s.b = true;",
  "s.o ??= { x: k, y: 0 }; if (s.o !== null) s.o.x = s.o.y;",
  "const r = s.b ? s.r : (s.o ?? s.r); r.x = 0;",
  "const r = s.r; s.r = { ...r, x: k }; s.n = r.x;",
  "s.r.x = s.r.y = k; s.r.y ||= 1;",
  "[s.r.x, s.r.y] = [s.r.y, s.r.x];",
  "const { x, y = 1 } = s.r; s.n = Math.min(x + y, limits[p]);",
  "switch (s.last.tag) { case 'ask': s.n = s.last.n; break; case 'answer': s.b = s.last.ok; default: s.last = { tag: 'none' }; }",
  "let c = 0; s.net.forEach((m, i) => { if (m.tag === 'ask') c += i; }); s.n = c % 4;",
  "const ns = s.net.filter((m) => m.tag === 'ask').map((m, i) => m.n + i); s.n = (ns[0] ?? 0) % 4;",
  "for (let i = 0, j = 3; i < j; i++, j--) s.n = j - i;",
  "let f = () => s.r.x; if (s.b) f = () => s.r.y; s.n = f();",
  "const before = same(s.r, s.o); s.r = { x: 0, y: 0 }; s.b = before;",
  "for (const [q, owner] of Object.entries(s.owner)) if (owner === p) s.held.add(q);",
  "s.held = s.held.union([p]).difference(page.filter((q) => s.owner[q] !== null));",
  "if (s.held.isSubsetOf([p]) && !s.held.has(p)) return; s.held.clear();",
])("%s", (effect) => {
  expect(obstaclesOf(effect)).toEqual([]);
});
