/**
 * The loader as it is shipped, and a directory for specs. Vitest loads modules its own way, so what the loader does to
 * Node's loading can be seen only in a process without Vitest: the loader's files are compiled into a package of their
 * own (the rest of the project need not compile for these tests), with a stub for the entry point, and each test runs a
 * short program against it.
 */
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "oxc-transform";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));

const ENTRY = `
export { CheckerError } from "./diagnostics/checker-error.js";
export { BugError } from "./diagnostics/bug.js";
export const machine = (description) => description;
export const instance = {};
export const callBack = (fn, ...args) => fn(...args);
`;

/** What every program has at hand; \`show\` makes the answer of the program. */
const PROLOGUE = `
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import picocolors from "picocolors";
import { loadSpec } from "./dist/cli/load/load-spec.js";
import { functionLocation, locationOf, userFrames } from "./dist/cli/load/source-location.js";
import { describeError } from "./dist/cli/load/describe-error.js";
import { CheckerError } from "./dist/diagnostics/checker-error.js";
const spec = (name) => join(fileURLToPath(new URL(".", import.meta.url)), "work", name);
const show = (value) => console.log(JSON.stringify(value ?? null));
const failureOf = async (action) => {
  try { await action(); } catch (error) { return error; }
  throw new Error("nothing was thrown");
};
const place = (at) => at && at.file.slice(spec("x").length - 1) + ":" + at.line + ":" + at.column;
const details = (error) => ({
  name: error.name, kind: error.kind, code: error.code, message: error.message, hint: error.hint,
  place: place(error.location),
});
`;

export interface Sandbox {
  /** The package's root; specs lie in its `work`. */
  readonly root: string;
  /** Writes files below `work`, by relative path. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a program after the prologue in a process of its own; the values it shows. */
  run(program: string): readonly unknown[];
  remove(): void;
}

export function createSandbox(): Sandbox {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "everystate load ü-")));
  for (const folder of ["diagnostics", "report", "cli/load"])
    compileFolder(folder, join(root, "dist"));
  writeFileSync(join(root, "dist/index.js"), ENTRY);
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "everystate", type: "module" }));
  symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"));
  mkdirSync(join(root, "work"));
  let programs = 0;
  return {
    root,
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, "work", name)), { recursive: true });
        writeFileSync(join(root, "work", name), text);
      }
    },
    run(program) {
      programs += 1;
      const file = join(root, `program-${programs}.mjs`);
      writeFileSync(file, PROLOGUE + program);
      const output = execFileSync(process.execPath, [file], { encoding: "utf8", cwd: root });
      return output
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    },
    remove() {
      rmSync(root, { recursive: true });
    },
  };
}

function compileFolder(folder: string, output: string): void {
  mkdirSync(join(output, folder), { recursive: true });
  for (const name of readdirSync(join(PROJECT, "src", folder))) {
    if (!name.endsWith(".ts")) continue;
    const file = join(PROJECT, "src", folder, name);
    const { code } = transformSync(file, readFileSync(file, "utf8"), {
      typescript: { rewriteImportExtensions: "rewrite" },
    });
    writeFileSync(join(output, folder, name.replace(/\.ts$/, ".js")), code);
  }
}

/** The text of a file in `fixtures`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");
}
