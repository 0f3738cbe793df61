import { describe, expect, test } from "vitest";
import type { CheckerError } from "../../../src/diagnostics/checker-error.ts";
import { SpecFault } from "../../../src/model/model.ts";
import { referenceModel } from "../../../src/model/reference/reference-model.ts";
import { refuseTellingApart } from "../../../src/symmetry/static/examine-machine.ts";
import { load, type Parts, specText } from "./spec-of.ts";

/** What is said against a machine, with the line of the text that it is said about. */
function refusalOf(parts: Parts): { error: CheckerError; line: string } | undefined {
  const text = specText(parts);
  const model = referenceModel(load(text));
  try {
    refuseTellingApart(model.parts, model.symmetries.domains);
    return undefined;
  } catch (error) {
    if (!(error instanceof SpecFault)) throw error;
    const { location } = error.error;
    const lines = `\n${text}`.split("\n");
    const line = lines[(location?.line ?? 0) - 1] ?? "";
    return { error: error.error, line: line.slice((location?.column ?? 1) - 1) };
  }
}

describe("a spec is refused that", () => {
  test.each<[string, Parts, string, string]>([
    ["orders elements", { guard: "s.holder < me" }, "orders its elements with <", "s.holder < me"],
    ["orders one with >=", { guard: "s.n === 0 && me >= s.holder" }, "with >=", "me >= s.holder"],
    ["sorts elements", { effect: "s.n = [...s.waiting].sort().length" }, "with sort", "[...s.wait"],
    [
      "sorts by comparing elements",
      { effect: "s.queue.sort((a, b) => (a < b ? -1 : 1))" },
      "orders its elements with <",
      "a < b",
    ],
    ["compares texts", { guard: "me.localeCompare('app1') < 0" }, "with localeCompare", "me.loc"],
    ["multiplies", { guard: "me * 2 === 4" }, "computes with an element", "me * 2"],
    ["makes numbers", { guard: "Number(me) > 1" }, "computes with an element", "Number(me)"],
    ["makes numbers with a sign", { guard: "+s.holder > 1" }, "computes with", "+s.holder"],
    ["parses", { guard: "parseInt(me.slice(3)) > 0" }, "reads the name", "me.slice(3)"],
    ["takes the largest", { guard: "Math.max(me, 1) > 0" }, "computes with", "Math.max(me"],
    ["reads a letter", { guard: "me.charAt(3) === '0'" }, "reads the name", "me.charAt(3)"],
    ["reads a letter by its place", { guard: "me[3] === '0'" }, "reads the name", "me[3]"],
    ["asks how a name ends", { guard: "me.endsWith('0')" }, "reads the name", "me.endsWith"],
    ["matches names", { guard: "/0/.test(me)" }, "reads the name", "/0/.test(me)"],
    [
      "compares a template",
      { guard: `\`\${me}!\` === 'app0!'` },
      "reads the name",
      `\`\${me}!\` ===`,
    ],
    ["compares a sum", { guard: "'my ' + me === 'my app0'" }, "reads the name", "'my ' + me"],
    ["stores a text", { effect: "s.holder = ('ap' + me.slice(2)) as any" }, "reads", "me.slice"],
    ["stores a template", { effect: `s.holder = \`\${me}x\` as any` }, "reads", "s.holder = `"],
    ["names an element", { guard: "me === 'app0'" }, 'names one of its elements, "app0"', "me =="],
    ["names one otherwise", { guard: "'app0' !== s.holder" }, '"app0"', "'app0' !=="],
    [
      "names one by a constant",
      { before: "const boss = 'app1';", guard: "me === boss" },
      "app1",
      "me",
    ],
    [
      "names one that it took from the domain",
      { before: "const boss = app.elements[0]!;", guard: "s.waiting.has(boss)" },
      '"app0"',
      "s.waiting.has",
    ],
    ["names one as a key", { guard: "s.role['app0'] === 'idle'" }, '"app0"', "s.role['app0']"],
    ["names one as a field", { guard: "s.role.app2 === 'idle'" }, '"app2"', "s.role.app2"],
    [
      "names one in a switch",
      { effect: "switch (me) { case 'app0': s.n = 1; }" },
      '"app0"',
      "'app0'",
    ],
    ["adds one by name", { effect: "s.waiting.add('app0')" }, '"app0"', "s.waiting.add"],
    ["assigns one by name", { effect: "s.holder = 'app1'" }, '"app1"', "s.holder = "],
    ["assigns one by name to a map", { effect: "s.next[me] = 'app1'" }, '"app1"', "s.next[me]"],
    [
      "sends a message by name",
      { effect: "s.net.add({ from: me, to: 'app0', kind: 'ask' })" },
      '"app0"',
      "s.net.add",
    ],
    [
      "asks a set of names",
      { before: "const some = new Set(['app0']);", guard: "some.has(me as any)" },
      "reads",
      "some.has",
    ],
    [
      "reads a table that tells elements apart",
      { before: "const rank = { app0: 1, app1: 2, app2: 3 };", guard: "rank[me] > s.n" },
      "reads the name",
      "rank[me]",
    ],
    [
      "takes the first of the domain",
      { guard: "me === app.elements[0]" },
      "picks one",
      "app.elements[0]",
    ],
    ["spreads and takes the first", { guard: "[...app][0] === me" }, "picks one", "[...app][0]"],
    [
      "takes the first of a set",
      { effect: "s.holder = [...s.waiting][0] ?? null" },
      "picks",
      "[...s.w",
    ],
    [
      "takes the last of a set",
      { effect: "s.holder = [...s.waiting].at(-1) ?? null" },
      "picks",
      "[...",
    ],
    [
      "takes the first by a pattern",
      { effect: "const [first] = s.waiting; s.holder = first ?? null" },
      "picks",
      "first]",
    ],
    [
      "finds one",
      {
        effect:
          "const x = app.find((a) => s.waiting.has(a)); if (x !== undefined) s.waiting.delete(x)",
      },
      "picks one",
      "app.find",
    ],
    [
      "filters and takes the first",
      { guard: "app.filter((a) => s.waiting.has(a))[0] === me" },
      "picks",
      "app.filter",
    ],
    [
      "leaves a loop with an element",
      { effect: "for (const a of app) { if (s.waiting.has(a)) { s.holder = a; break; } }" },
      "picks one",
      "break",
    ],
    [
      "returns the first from a helper",
      {
        before:
          "function first(s: any) { for (const a of app) if (s.waiting.has(a)) return a; return null; }",
        effect: "s.holder = first(s)",
      },
      "picks one",
      "return a",
    ],
    [
      "keeps the last of a loop",
      {
        effect: "let x = null; for (const a of app) { if (s.waiting.has(a)) x = a; } s.holder = x",
      },
      "picks one",
      "x = a",
    ],
    [
      "lets the last one win",
      { effect: "for (const a of s.waiting) s.holder = a" },
      "picks",
      "s.holder = a",
    ],
    [
      "queues a set",
      { effect: "s.queue = [...s.waiting]" },
      "puts its elements into a list",
      "s.queue =",
    ],
    [
      "queues in a loop",
      { effect: "for (const a of s.waiting) s.queue.push(a)" },
      "into a list",
      "s.queue.push",
    ],
    [
      "asks for a position",
      { guard: "app.elements.indexOf(me) === 0" },
      "position",
      "app.elements.indexOf",
    ],
    [
      "counts positions",
      {
        guard:
          "app.elements.some((a, i) => i === s.n + 1 && a === me) || app.elements.every((a, i) => i < 1)",
      },
      "orders",
      "i < 1",
    ],
    ["names one in a property", { property: "s.holder !== 'app0'" }, '"app0"', "s.holder !=="],
    [
      "names one for every element of forEach",
      { properties: "each: forEach(app, (a) => never((s) => s.holder === a && a === 'app1'))" },
      'property "each" names',
      "a === 'app1'",
    ],
    [
      "chooses a property by name",
      {
        properties:
          "each: forEach(app, (a) => a === 'app0' ? always((s) => true) : never((s) => false))",
      },
      '"app0"',
      "a === 'app0'",
    ],
    [
      "names one in a step property",
      { properties: "taken: step((_, __, taken) => taken.args['app'] !== 'app2')" },
      '"app2"',
      "taken.args['app'] !==",
    ],
    [
      "finds one of several others",
      { effect: "s.holder = app.find((a) => a !== me) ?? null" },
      "picks one",
      "app.find",
    ],
    [
      "leaves a loop with one of several in a queue",
      { effect: "for (const a of app) { if (s.queue.includes(a)) { s.holder = a; break; } }" },
      "picks one",
      "break",
    ],
    [
      "names one in final",
      { more: "final: (s) => s.holder === 'app0'," },
      "but final names",
      "s.holder ===",
    ],
    [
      "orders within bounds",
      { more: "within: (s) => app.every((a) => app.every((b) => a > b || s.n < 2))," },
      "but within orders",
      "a > b",
    ],
    [
      "names one in a choice of initial states",
      {
        init: "choose({ a: app }, ({ a }) => ({ holder: a === 'app0' ? a : null, waiting: [], queue: [], net: [], n: 0, role: app.each('idle'), next: app.each(null) }))",
      },
      "but the choice of initial states names",
      "a === 'app0'",
    ],
    [
      "keeps the first of a loop in a variable",
      {
        effect:
          "let x = null; for (const a of app) if (x === null && s.waiting.has(a)) x = a; s.holder = x",
      },
      "picks one",
      "x = a",
    ],
    [
      "names one in a helper",
      { before: "const isBoss = (x: unknown) => x === 'app0';", guard: "isBoss(me)" },
      "the guard of act names",
      "x === 'app0'",
    ],
  ])("%s", (_, parts, what, where) => {
    const refusal = refusalOf(parts);
    expect(refusal?.error.message).toContain('"app" is declared symmetric, but ');
    expect(refusal?.error.message).toContain(what);
    expect(refusal?.line.startsWith(where) ? where : refusal?.line).toBe(where);
    expect(refusal?.error).toMatchObject({ kind: "spec", code: "not-symmetric" });
    expect(refusal?.error.hint).toContain('index("app", …)');
  });
});

describe("a spec is not refused that", () => {
  test.each<[string, Parts]>([
    ["compares elements", { guard: "s.holder === me || s.next[me] !== s.holder" }],
    ["uses elements as keys", { effect: "s.role[me] = 'busy'; s.next[me] = s.holder" }],
    ["asks about null", { guard: "s.holder === null || s.holder == undefined" }],
    [
      "takes the first of a queue",
      { effect: "s.holder = s.queue.shift() ?? null; s.queue.push(me)" },
    ],
    ["reads a place of a queue", { guard: "s.queue[0] === me && s.queue.indexOf(me) < 2" }],
    [
      "sorts a queue by what the state says",
      {
        effect:
          "s.queue.sort((a, b) => Number(s.role[a] === 'idle') - Number(s.role[b] === 'idle'))",
      },
    ],
    [
      "asks whether somebody is there",
      { guard: "app.find((a) => s.waiting.has(a)) === undefined" },
    ],
    ["asks so without comparing", { guard: "!app.find((a) => s.waiting.has(a))" }],
    ["asks whether a set has a first", { guard: "[...s.waiting][0] !== undefined" }],
    ["finds one by comparing it", { effect: "s.holder = app.find((a) => a === me) ?? null" }],
    [
      "takes the only one",
      { guard: "s.waiting.size === 1", effect: "s.holder = [...s.waiting][0] ?? null" },
    ],
    [
      "leaves a loop with an answer",
      {
        before:
          "const f = (s: any) => { for (const a of app) if (s.waiting.has(a)) return false; return true; };",
        guard: "f(s)",
      },
    ],
    [
      "leaves a loop with one that it compared",
      { effect: "for (const a of app) { if (a === me) { s.holder = a; break; } }" },
    ],
    [
      "gathers a set in a loop",
      { effect: "for (const a of s.waiting) { s.role[a] = 'busy'; s.next[a] = a; }" },
    ],
    ["takes over a set", { effect: "s.waiting = app.filter((a) => s.role[a] === 'idle')" }],
    ["counts", { guard: "app.count((a) => s.role[a] === 'busy') < 2 && s.waiting.size > 0" }],
    ["orders numbers", { guard: "s.n < 2 && app.size > s.n" }],
    ["compares with what is no element", { guard: "me !== ('nobody' as any)" }],
    ["asks what names have in common", { guard: "me.startsWith('app') && me.length === 4" }],
    [
      "puts a name into an error",
      { effect: `if (s.n > 2) throw new Error(\`\${me} at \${s.n}\`)` },
    ],
    ["compares texts of elements", { guard: `\`\${me}\` === \`\${s.holder}\`` }],
    [
      "remembers texts",
      { guard: `new Set(app.elements.map((a) => \`\${a}-\${s.next[a]}\`)).size > 0` },
    ],
    [
      "uses a table that is the same for all",
      { before: "const weight = { app0: 1, app1: 1, app2: 1 };", guard: "weight[me] > s.n" },
    ],
    [
      "asks whether all are in a table",
      { before: "const some = ['app0', 'app1', 'app2'];", guard: "some.includes(me)" },
    ],
    [
      "looks for a position at all",
      { guard: "app.elements.indexOf(me) >= 0 && [...s.waiting].indexOf(me) !== -1" },
    ],
    [
      "orders in a branch that its constants exclude",
      { before: "const ordered = false;", guard: "ordered ? me < s.holder : true" },
    ],
    [
      "is about something else with the same name",
      { guard: "(s.n === 0 ? 'app0' : 'x') === 'app0'" },
    ],
    [
      "sorts by what the state says",
      {
        effect:
          "s.holder = [...s.waiting].sort((a, b) => s.queue.indexOf(a) - s.queue.indexOf(b))[0] ?? null",
      },
    ],
    [
      "keeps the best of a loop",
      {
        effect:
          "let x = me; for (const a of app) if (s.queue.indexOf(a) < s.queue.indexOf(x)) x = a; s.holder = x",
      },
    ],
    [
      "switches on what is known",
      {
        before: "const mode: number = 2;",
        effect: "switch (mode) { case 1: s.holder = 'app0'; break; case 2: s.n = 0; }",
      },
    ],
    [
      "makes a text of nothing but an element",
      { effect: `s.holder = \`\${me}\`; s.role[String(me)] = "busy"` },
    ],
    [
      "goes through all names",
      { guard: "['app2', 'app0', 'app1'].every((a) => s.role[a] === 'idle')" },
    ],
    ["finds the other of two", { apps: 2, effect: "s.holder = app.find((a) => a !== me) ?? null" }],
    [
      "names the only element of another domain",
      {
        properties:
          "each: forEach(symmetric('one', 1), (x) => x === 'one0' ? always((s) => true) : never((s) => true))",
      },
    ],
    ["finds messages", { guard: "s.net.find((m) => m.to === me)?.kind !== 'ask'" }],
    [
      "goes through keys and values",
      { guard: "Object.entries(s.role).every(([a, r]) => r === 'idle' || a !== me)" },
    ],
    [
      "has properties for every element",
      {
        properties:
          "each: forEach(app, (a) => always((s) => s.holder !== a || s.role[a] === 'idle'))",
      },
    ],
    [
      "computes in a forEach what follows from its element",
      {
        properties:
          "each: forEach(app, (a) => { const others = app.elements.filter((x) => x !== a); const one = others[0]; const who = { is: a }; const isIt = (x: unknown) => x === a; return always((s) => s.role[a] === 'idle' || others.every((o) => s.role[o] === 'idle') || s.holder !== who.is || isIt(s.holder)); })",
      },
    ],
    [
      "asks which step was taken",
      {
        properties:
          "taken: step((b, a, taken) => !taken.is('act') || taken.args['app'] !== b.holder || a.n >= b.n)",
      },
    ],
    [
      "has one element only",
      { apps: 1, guard: "me === 'app0'", effect: "s.holder = 'app0'; s.queue = [...app]" },
    ],
    [
      "has a choice of initial states",
      {
        init: "choose({ a: app }, ({ a }) => ({ holder: a, waiting: [a], queue: [], net: [], n: 0, role: app.each((x) => x === a ? 'busy' : 'idle'), next: app.each(null) }))",
      },
    ],
    [
      "cannot be followed",
      { before: "const self = (x: any): any => self(x);", guard: "self(me) < self(me)" },
    ],
    [
      "assigns something else later",
      { effect: "let x = app.find((a) => s.waiting.has(a)); x = me; s.holder = x" },
    ],
  ])("%s", (_, parts) => {
    expect(refusalOf(parts)?.error.message).toBeUndefined();
  });
});
