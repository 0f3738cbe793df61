import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandbox, fixture, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

describe("positions in the fixture with all kinds of types", () => {
  const TYPED = fixture("typed.machine.ts.txt");
  /** Where the fixture says this, which it says once. */
  function at(snippet: string): string {
    const before = TYPED.slice(0, TYPED.indexOf(snippet)).split("\n");
    expect(TYPED.split(snippet), snippet).toHaveLength(2);
    return `typed.machine.ts:${before.length}:${(before.at(-1) ?? "").length + 1}`;
  }
  const PLACES = `
    const { exports } = await loadSpec(spec("typed.machine.ts"));
    const { actions } = exports.default;
    const placeOf = async (action) => place(locationOf(await failureOf(async () => action())));`;
  beforeAll(() => sandbox.write({ "typed.machine.ts": TYPED }));

  it("are exact for errors thrown on purpose and by V8", () => {
    const shown = sandbox.run(`${PLACES}
      show(await placeOf(() => actions.fail({ count: 1 })));
      show(await placeOf(() => actions.freeze({ count: 1 })));
      show(await placeOf(() => exports.fields.tail({ owner: {} })));
      show(await placeOf(() => actions.increment.when(undefined)));
      show(userFrames(await failureOf(async () => actions.fail({ count: 1 }))).slice(0, 2)
        .map(({ caller, location }) => [caller, place(location)]));`);
    expect(shown).toEqual([
      at("new RangeError"),
      at("= 7;"),
      at("name.length"),
      at("count < 3"),
      [
        [expect.stringContaining("fail"), at("new RangeError")],
        [expect.stringContaining("fail"), at("fail(\n")],
      ],
    ]);
  });

  it("are exact for functions that are not on the stack", () => {
    const shown = sandbox.run(`${PLACES}
      show(place(functionLocation(actions.increment.when)));
      show(place(functionLocation(actions.increment.then)));
      show(place(functionLocation(actions.generic)));
      show(place(functionLocation(actions.method)));
      show(place(functionLocation(exports.fields.tail)));
      show(place(functionLocation(actions.increment.when.bind(null).bind(null))));`);
    expect(shown).toEqual([
      at("(s: State): boolean"),
      at("(\n        s: State,"),
      at("async <T"),
      at("method<K"),
      at("(s: State): number"),
      at("(s: State): boolean"),
    ]);
  });

  it("are found through the library, the cause and the function that an error is about", () => {
    const shown = sandbox.run(`${PLACES}
      const { callBack } = await import("./dist/index.js");
      const error = await failureOf(async () => callBack(actions.fail, { count: 1 }));
      // Only the library on the stack, as when it calls a function of the spec from its own main loop.
      const fromLibrary = (more) => {
        const made = new CheckerError({ kind: "spec", code: "c", message: "m", ...more });
        made.stack = "CheckerError: m\\n    at check (" + new URL("./dist/check.js", import.meta.url) + ":1:2)";
        return made;
      };
      show(place(locationOf(fromLibrary({ about: actions.increment.when }))));
      show(place(locationOf(fromLibrary({ cause: error }))));
      show(place(locationOf(fromLibrary({ location: { file: spec("x.ts"), line: 3, column: 4 } }))));
      show(place(locationOf(fromLibrary({}))));`);
    expect(shown).toEqual([at("(s: State): boolean"), at("new RangeError"), "x.ts:3:4", null]);
  });

  it("leave nothing behind and are undefined for functions in no file", () => {
    const shown = sandbox.run(`
      const before = Reflect.ownKeys(globalThis).length;
      show([functionLocation(Math.max), functionLocation(class {}.prototype.constructor.bind()),
        functionLocation(new Function("return 1")), functionLocation(undefined)].map((at) => at ?? null)
        .map((at) => at && place(at)));
      show(Reflect.ownKeys(globalThis).length - before);`);
    expect(shown[0]).toEqual([null, expect.any(String), null, null]);
    expect(shown[1]).toBe(0);
  });

  it("survive deep recursion in the library", () => {
    sandbox.write({
      "deep.machine.ts": "export default (run: (n: number) => never): never =>\n  run(40);",
    });
    const shown = sandbox.run(`
      const { exports } = await loadSpec(spec("deep.machine.ts"));
      const { writeFileSync } = await import("node:fs");
      writeFileSync("dist/deep.js", "export const deep = (n) => { if (n === 0) throw new Error('deep'); deep(n - 1); }");
      const { deep } = await import("./dist/deep.js");
      show(place(locationOf(await failureOf(async () => exports.default(deep)))));`);
    expect(shown).toEqual(["deep.machine.ts:2:3"]);
  });
});
