/** The tools that everystate is compared with. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Case } from "./cases.ts";
import { readLtsmin, readMurphi, readSpin, readStateright, readTlc } from "./outputs.ts";
import {
  build,
  modelsDirectory,
  type Tool,
  transitionsOnly,
  versionOf,
  withInitialStates,
} from "./tool.ts";

/** All peers. Paths of tools that Debian does not package come from the environment; see docs/performance.md. */
export function peers(environment: NodeJS.ProcessEnv): readonly Tool[] {
  const pathIn = (variable: string): string | undefined => {
    const path = environment[variable];
    return path === undefined ? undefined : resolve(path);
  };
  return [
    spin("spin-dfs", "SPIN, depth-first", ""),
    spin("spin-bfs", "SPIN, breadth-first", " -DBFS"),
    rumur({ id: "rumur", title: "Rumur", reduction: "off" }),
    rumur({ id: "rumur-sort", title: "Rumur, sorting", reduction: "heuristic" }),
    rumur({ id: "rumur-all", title: "Rumur, all permutations", reduction: "exhaustive" }),
    cmurphi(pathIn("BENCH_CMURPHI")),
    tlc(pathIn("BENCH_TLC")),
    foreign("ltsmin", "LTSmin", "BENCH_LTSMIN", pathIn("BENCH_LTSMIN")),
    foreign("stateright", "Stateright", "BENCH_STATERIGHT", pathIn("BENCH_STATERIGHT")),
  ];
}

function withoutSymmetry({ symmetry }: Case): boolean {
  return symmetry === "off";
}

function spin(id: string, title: string, flags: string): Tool {
  return {
    id,
    title,
    version: versionOf("spin", ["-V"], /Version ([\d.]+)/),
    install: "apt-get install spin gcc",
    isOptional: false,
    models: withoutSymmetry,
    prepare: (subject, directory) => {
      for (const file of readdirSync(modelsDirectory)) {
        if (file.endsWith(".pml")) copyFileSync(join(modelsDirectory, file), join(directory, file));
      }
      const compile = [
        `spin -DN=${subject.n} -a ${subject.system.id}.pml`,
        `gcc -O3 -march=native -DSAFETY -DNOREDUCE${flags} -w -o pan pan.c`,
      ];
      for (const command of compile) build(command, directory);
      // -E: a state without successors is no error, as nowhere here; -n: no list of unreached code.
      const args = ["-E", "-n", `-m${subject.spinDepth}`, `-w${spinTableBits(subject.states)}`];
      return { compile, run: { program: "./pan", args, cwd: directory } };
    },
    read: readSpin,
    // SPIN has one initial state. Of several, each is a successor of one more state, which is the initial one.
    expected: ({ states, transitions, system: { initialStates } }) =>
      initialStates === 1
        ? { states, generated: transitions + 1 }
        : { states: states + 1, generated: transitions + initialStates + 1 },
  };
}

/** One slot for every state at least, two at most, and no fewer than SPIN takes by itself. */
export function spinTableBits(states: number): number {
  return Math.max(20, Math.ceil(Math.log2(states)));
}

interface RumurWay {
  readonly id: string;
  readonly title: string;
  /** `heuristic` may find several states of an orbit. */
  readonly reduction: "off" | "heuristic" | "exhaustive";
}

function rumur({ id, title, reduction }: RumurWay): Tool {
  const symmetry = reduction === "off" ? "off" : "on";
  return {
    ...{ id, title },
    version: versionOf("rumur", ["--version"], /version v?(\S+)/),
    install: "apt-get install rumur gcc",
    isOptional: false,
    models: (subject) => subject.symmetry === symmetry,
    prepare: (subject, directory) => {
      writeMurphiModel(subject, directory);
      const compile = [
        `rumur --symmetry-reduction ${reduction} --deadlock-detection off --threads 1 --output model.c model.m`,
        "gcc -O3 -march=native -w -o model model.c -lpthread",
      ];
      for (const command of compile) build(command, directory);
      return { compile, run: { program: "./model", args: [], cwd: directory } };
    },
    read: readMurphi,
    expected: transitionsOnly,
  };
}

/** The directory of CMurphi: with `src/mu` and `include`. */
function cmurphi(path: string | undefined): Tool {
  const isThere = path !== undefined && existsSync(join(path, "src", "mu"));
  return {
    id: "cmurphi",
    title: "CMurphi",
    version: isThere ? path : undefined,
    install: "set BENCH_CMURPHI to the directory of CMurphi, built",
    isOptional: true,
    models: withoutSymmetry,
    prepare: (subject, directory) => {
      writeMurphiModel(subject, directory);
      const compile = [
        `${path}/src/mu -b model.m`,
        `g++ -O3 -march=native -w -fpermissive -I${path}/include -o model model.cpp`,
      ];
      for (const command of compile) build(command, directory);
      const megabytes = Math.max(64, Math.ceil((subject.states * 220) / 2 ** 20));
      const args = ["-pn", "-ndl", "-nosym", `-m${megabytes}`];
      return { compile, run: { program: "./model", args, cwd: directory } };
    },
    read: readMurphi,
    expected: transitionsOnly,
  };
}

function writeMurphiModel({ system, n, symmetry }: Case, directory: string): void {
  const text = readFileSync(join(modelsDirectory, `${system.id}.m`), "utf8");
  const model = symmetry === "on" ? withScalarsets(text) : text;
  writeFileSync(join(directory, "model.m"), withConstant(model, n));
}

/** The model with interchangeable numbers: the types that begin with 0. */
export function withScalarsets(model: string): string {
  const changed = model
    .replace(/^( {2}\w+): 0 \.\. N - 1;$/gm, "$1: scalarset(N);")
    .replace(/^( {2}\w+): 0 \.\. 1;$/gm, "$1: scalarset(2);");
  if (changed === model) throw new Error("the model has no type that begins with 0");
  return changed;
}

/** The model for another n than the one that stands in its file. Murphi has no constants from outside. */
export function withConstant(model: string, n: number): string {
  const changed = model.replace(/^( *N: )\d+;$/m, `$1${n};`);
  if (!changed.includes(`N: ${n};`)) throw new Error("the model has no constant N");
  return changed;
}

/** The file tla2tools.jar. */
function tlc(path: string | undefined): Tool {
  const isThere = path !== undefined && existsSync(path);
  return {
    id: "tlc",
    title: "TLC, 1 worker",
    version: isThere ? path : undefined,
    install: "set BENCH_TLC to tla2tools.jar",
    isOptional: true,
    models: ({ system }) => system.id === "two-phase-commit",
    prepare: ({ n, symmetry }, directory) => {
      copyFileSync(join(modelsDirectory, "TwoPhase.tla"), join(directory, "TwoPhase.tla"));
      writeFileSync(join(directory, "Symmetric.tla"), symmetricModule);
      const managers = Array.from({ length: n }, (_, i) => `r${i}`).join(", ");
      const config = `INIT Init\nNEXT Next\nINVARIANT Consistent\nCONSTANT RM = {${managers}}\n`;
      const root = symmetry === "on" ? "Symmetric" : "TwoPhase";
      const reduction = symmetry === "on" ? "SYMMETRY Exchanges\n" : "";
      writeFileSync(join(directory, `${root}.cfg`), config + reduction);
      const args = [
        ...["-XX:+UseParallelGC", "-cp", path ?? "", "tlc2.TLC"],
        ...["-workers", "1", "-deadlock", root],
      ];
      return { compile: [], run: { program: "java", args, cwd: directory } };
    },
    read: readTlc,
    expected: withInitialStates,
  };
}

const symmetricModule = `---- MODULE Symmetric ----
EXTENDS TwoPhase, TLC
Exchanges == Permutations(RM)
====
`;

/** A tool that this repository has no models for: a program that is given the system and n, and prints its report. */
function foreign(
  id: "ltsmin" | "stateright",
  title: string,
  variable: string,
  path: string | undefined,
): Tool {
  return {
    id,
    title,
    version: path !== undefined && existsSync(path) ? path : undefined,
    install: `set ${variable} to a program that runs its model of a system`,
    isOptional: true,
    models: withoutSymmetry,
    prepare: ({ system, n }, directory) => ({
      compile: [],
      run: { program: path ?? "", args: [system.id, `${n}`], cwd: directory },
    }),
    read: id === "ltsmin" ? readLtsmin : readStateright,
    expected: id === "ltsmin" ? transitionsOnly : withInitialStates,
  };
}
