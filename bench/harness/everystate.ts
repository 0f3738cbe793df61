/** everystate as its users run it: the built command line, on the files in bench/specs. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Case } from "./cases.ts";
import { readEverystate } from "./outputs.ts";
import { root, type Tool, withInitialStates } from "./tool.ts";

const cli = join("dist", "cli", "main.js");

/** One entry, or, when it can be told how many workers to use, one with a single worker and one with all cores. */
export function everystateTools(): readonly Tool[] {
  if (!existsSync(join(root, cli))) return [entry("everystate", "everystate", [])];
  const help = execFileSync(process.execPath, [cli, "check", "--help"], {
    cwd: root,
    encoding: "utf8",
  });
  if (!help.includes("--workers")) return [entry("everystate", "everystate", [])];
  const single = entry("everystate", "everystate, 1 worker", ["--workers", "1"]);
  const cores = availableParallelism();
  if (cores === 1) return [single];
  const all = entry("everystate-all", `everystate, ${cores} workers`, ["--workers", `${cores}`]);
  return [single, all];
}

function entry(id: string, title: string, flags: readonly string[]): Tool {
  return {
    id,
    title,
    version: existsSync(join(root, cli)) ? ownVersion() : undefined,
    install: "npm ci",
    isOptional: false,
    models: () => true,
    prepare: (subject) => ({
      compile: [],
      run: {
        program: process.execPath,
        args: [
          ...[cli, "check", specFile(subject), "--symmetry", subject.symmetry, ...flags],
          ...["-t", ` > (${subject.system.invariants.join("|")})$`, "--reporter", "json"],
        ],
        cwd: root,
      },
    }),
    read: readEverystate,
    expected: withInitialStates,
  };
}

/** Not called `*.machine.ts`: `everystate check` without paths would take machines of millions of states for the project's. */
export function specFile(subject: Case): string {
  return join("bench", "specs", `${subject.system.id}-${subject.n}.ts`);
}

function ownVersion(): string {
  const text = readFileSync(join(root, "package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string }; // our own file
  return `${version}, Node.js ${process.versions.node}`;
}
