/** The step that a `step` property is asked about. */
import { check, machine, range, step } from "everystate";
import { expect, test } from "vitest";
import { type Loose, mistakeIn } from "../support/loose-machine.ts";

const counting = {
  state: { n: range(0, 3) },
  init: { n: 0 },
  actions: {
    up: {
      for: { by: range(1, 2) },
      then: (s: Loose, { by }: Loose) => {
        s.n = (s.n + by) % 4;
      },
    },
    down: {
      when: (s: Loose) => s.n > 0,
      then: (s: Loose) => {
        s.n--;
      },
    },
  },
};

test.each<[string, (taken: Loose) => unknown, string, RegExp, RegExp]>([
  ["a field it does not have", (t) => t.label === "up", "unknown-field", /taken\.label/, /action/],
  ["a misspelt field", (t) => t.actoin === "up", "unknown-field", /taken\.actoin/, /"action"/],
  ["an argument that is none", (t) => t.args.bye === 1, "unknown-field", /bye/, /"by"/],
  ["an action that is none", (t) => t.is("upp"), "unknown-name", /"upp"/, /"up"/],
  ["an action far from all", (t) => t.is("sideways"), "unknown-name", /"sideways"/, /up, down/],
  [
    "a change",
    (t) => Object.assign(t, { action: "down" }),
    "state-modified",
    /taken\.action/,
    /read/,
  ],
])("%s is refused", async (_what, read, code, message, hint) => {
  const properties = {
    wrong: step((_before: Loose, _after: Loose, taken: Loose) => Boolean(read(taken)) || true),
  };
  const mistake = await mistakeIn({ ...counting, properties });
  expect(mistake).toMatchObject({
    code,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
  expect(mistake.message).toContain('property "wrong"');
});

test("is tells the action, as action does", async () => {
  const flipping = machine({
    name: "flipping",
    state: { n: range(0, 1) },
    init: { n: 0 },
    actions: {
      flip: {
        then: (s) => {
          s.n = 1 - s.n;
        },
      },
      rest: { then: () => {} },
    },
    properties: {
      moves: step((before, after, taken) => taken.is("flip") === (before.n !== after.n)),
      agrees: step((_before, _after, taken) => taken.is("rest") === (taken.action === "rest")),
      isData: step((_before, _after, taken) => JSON.stringify(taken).includes(taken.action)),
    },
  });
  expect((await check(flipping)).outcome).toBe("passed");
});
