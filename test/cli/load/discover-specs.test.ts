import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discoverSpecs } from "../../../src/cli/load/discover-specs.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "everystate-discover-")));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), "");
  }
}

/** The specs that are found, relative to the root. */
function found(...paths: readonly string[]): readonly string[] {
  return discoverSpecs(paths, root).map((path) => {
    expect(path.startsWith(root)).toBe(true);
    return path.slice(root.length + 1);
  });
}

function failure(...paths: readonly string[]): unknown {
  try {
    return found(...paths);
  } catch (error) {
    return error;
  }
}

describe("discoverSpecs", () => {
  it("walks the current directory when nothing is named", () => {
    write("b.machine.ts", "a/deep/er/c.machine.ts", "a/other.ts", "a/d.machine.js", "machine.ts");
    expect(found()).toEqual(["a/deep/er/c.machine.ts", "b.machine.ts"]);
  });

  it("skips what is installed, built or hidden, unless it is named", () => {
    write(
      "a.machine.ts",
      "node_modules/p/b.machine.ts",
      "x/dist/c.machine.ts",
      ".git/d.machine.ts",
      ".cache/e.machine.ts",
    );
    expect(found()).toEqual(["a.machine.ts"]);
    expect(found("node_modules/p", "x/dist", ".cache")).toEqual([
      ".cache/e.machine.ts",
      "node_modules/p/b.machine.ts",
      "x/dist/c.machine.ts",
    ]);
  });

  it("takes a file that is named whatever its name", () => {
    write("spec.ts", "a.machine.ts");
    expect(found("spec.ts")).toEqual(["spec.ts"]);
    expect(found("./spec.ts", join(root, "spec.ts"), ".")).toEqual(["a.machine.ts", "spec.ts"]);
  });

  it("finds each file once and sorts them", () => {
    write("b/x.machine.ts", "a/y.machine.ts", "B.machine.ts");
    expect(found("b", "b/x.machine.ts", ".", "a")).toEqual([
      "B.machine.ts",
      "a/y.machine.ts",
      "b/x.machine.ts",
    ]);
  });

  it("follows links to files and directories, and comes to an end when they form a cycle", () => {
    write("z/a.machine.ts", "outside/b.machine.ts", "outside/c.ts");
    mkdirSync(join(root, "in"));
    symlinkSync(join(root, "z"), join(root, "in/aaa"));
    symlinkSync(join(root, "in"), join(root, "in/cycle"));
    symlinkSync(join(root, "outside/b.machine.ts"), join(root, "in/linked.machine.ts"));
    symlinkSync(join(root, "nowhere"), join(root, "in/broken.machine.ts"));
    symlinkSync("loop", join(root, "in/loop"));
    expect(found("in")).toEqual(["in/aaa/a.machine.ts", "in/linked.machine.ts"]);
    expect(found()).toEqual(["outside/b.machine.ts", "z/a.machine.ts"]);
  });

  it("does not take a directory for a spec", () => {
    write("dir.machine.ts/inner.machine.ts");
    expect(found()).toEqual(["dir.machine.ts/inner.machine.ts"]);
  });

  it("refuses a path that does not exist and proposes its sibling", () => {
    write("specs/counter.machine.ts");
    expect(failure("specs/conter.machine.ts")).toMatchObject({
      name: "CheckerError",
      kind: "usage",
      code: "path-not-found",
      hint: `did you mean ${join(root, "specs/counter.machine.ts")}?`,
    });
    expect(failure("nowhere/at/all")).toMatchObject({ code: "path-not-found", hint: undefined });
    expect(failure("specs/counter.machine.ts/x")).toMatchObject({ code: "path-not-found" });
  });

  it("refuses a directory without a spec, even beside one with specs", () => {
    write("full/a.machine.ts", "empty/b.ts");
    expect(failure("full", "empty")).toMatchObject({ kind: "usage", code: "no-specs-found" });
    expect(failure("empty")).toHaveProperty(
      "message",
      `there is no spec in ${join(root, "empty")}`,
    );
  });

  // The superuser may read everything.
  it.skipIf(process.getuid?.() === 0)(
    "refuses to leave out a directory that it cannot read",
    () => {
      write("a.machine.ts", "locked/b.machine.ts");
      chmodSync(join(root, "locked"), 0o000);
      expect(failure()).toMatchObject({ kind: "usage", code: "path-not-readable" });
      chmodSync(join(root, "locked"), 0o755);
    },
  );
});
