/** What the language of studies accepts and refuses; the types are judged by `npx tsc --noEmit`. */
import { machine, range, type Stated, study } from "everystate";
import { describe, expect, test } from "vitest";

const small = machine({
  name: "small",
  state: { n: range(0, 1) },
  init: { n: 0 },
  actions: { stay: { then: () => {} } },
});

const definition = {
  name: "studies",
  sizes: { pages: 1 },
  environments: { E1: { title: "one", kind: "good" } },
  protocols: { a: { title: "a", source: "s", machine: () => small } },
  properties: { S1: { title: "one" } },
} as const;

describe("the types of a study", () => {
  test("give a protocol the environments and sizes of the study", () => {
    study({
      ...definition,
      environments: { E1: { title: "one", kind: "good" }, E2: { title: "two", kind: "bad" } },
      protocols: {
        a: {
          title: "a",
          source: "s",
          machine: ({ kind, title }, { pages }) => {
            const known: "good" | "bad" = kind;
            const size: number = pages;
            expect([known, size, title]).toBeDefined();
            return small;
          },
        },
      },
    });
  });

  test("refuse what the study does not have", () => {
    const { name, sizes, environments, properties } = definition;
    const protocol = { title: "a", source: "s" };
    study({
      ...{ name, sizes, environments, properties },
      protocols: {
        a: {
          ...protocol,
          // @ts-expect-error: there is no such size
          machine: (_, { files }) => (files === undefined ? undefined : small),
        },
        b: {
          ...protocol,
          // @ts-expect-error: the environment has no such field
          machine: ({ reflink }) => (reflink === undefined ? undefined : small),
        },
        c: {
          ...protocol,
          // @ts-expect-error: a protocol of other environments
          machine: (environment: { readonly kind: "bad" }) =>
            environment.kind === undefined ? undefined : small,
        },
      },
    });
  });
});

/** Files come without types. */
const cell = { verdict: "holds", basis: "computed" };
const expected = (of: object): { expected: Stated } => ({
  expected: { a: { S1: { E1: { ...cell, ...of } } } },
});

describe("an ill-formed study is refused", () => {
  test.each([
    [{ name: " " }, "a study needs a name"],
    [{ protocls: {} }, 'names "protocls"', 'did you mean "protocols"?'],
    [{ sizes: { pages: 0 } }, 'size "pages" of study "studies" cannot be 0'],
    [{ sizes: { pages: 1.5 } }, "cannot be 1.5"],
    [{ environments: {} }, 'study "studies" has no environments'],
    [{ environments: { E1: {} } }, 'the title of environment "E1" is missing'],
    [{ environments: { "a/b": { title: "x" } } }, 'environments cannot have the name "a/b"'],
    [{ environments: { "..": { title: "x" } } }, "environments cannot have the name"],
    [{ protocols: { a: { title: "a", machine: () => small } } }, 'the source of protocol "a"'],
    [{ protocols: { a: { ...definition.protocols.a, machine: small } } }, "is not a function"],
    [{ protocols: { a: { ...definition.protocols.a, sizes: { page: 2 } } } }, 'names "page"'],
    [{ properties: { S1: { title: "x", nam: "y" } } }, 'names "nam"'],
    [{ expected: { b: {} } }, 'names "b", which is unknown'],
    [{ expected: { a: { S2: {} } } }, 'names "S2"'],
    [{ expected: { a: { S1: { E2: cell } } } }, 'names "E2"'],
    [{ expected: { a: { S1: { E1: "holds" } } } }, "expected.a.S1.E1 is not an object"],
    [expected({ verdict: "hold" }), 'verdict of expected.a.S1.E1 cannot be "hold"'],
    [expected({ verdict: { violated: "x", by: "y" } }), "verdict of expected.a.S1.E1 cannot be"],
    [expected({ basis: "guessed" }), 'basis of expected.a.S1.E1 cannot be "guessed"'],
    [expected({ basis: "stated" }), "the source of expected.a.S1.E1 is missing"],
    [expected({ source: "x" }), "expected.a.S1.E1 is computed, and has a source"],
    [expected({ sourceSays: "no" }), 'sourceSays of expected.a.S1.E1 cannot be "no"'],
    [expected({ why: "no" }), 'names "why"'],
  ])("%j", (wrong, message, hint?: string) => {
    const write = (): unknown => study({ ...definition, ...wrong } as never);
    expect(write).toThrow(message);
    if (hint !== undefined) {
      try {
        write();
      } catch (error) {
        expect(error).toMatchObject({ hint, kind: "spec" });
      }
    }
  });

  test("and a well-formed one is not", () => {
    const full = {
      verdict: "not applicable",
      basis: "stated",
      source: "s",
      sourceSays: { violated: "x" },
    };
    expect(study({ ...definition, ...expected({ ...full, note: "n" }) }).everystate).toBe("study");
  });
});
