/** The tools that everystate is compared with. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, resolve } from "node:path";
import type { Case } from "./cases.ts";
import { readLtsmin, readMurphi, readSpin, readStateright, readTlc } from "./outputs.ts";
import {
  build,
  type ExpectedCounts,
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
    ...tlcs(pathIn("BENCH_TLC")),
    ...ltsmins(pathIn("BENCH_LTSMIN")),
    stateright(pathIn("BENCH_STATERIGHT")),
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
      copyPromelaModels(directory);
      const compile = [
        `spin -DN=${subject.n} -a ${subject.system.id}.pml`,
        `gcc -O3 -march=native -DSAFETY -DNOREDUCE${flags} -w -o pan pan.c`,
      ];
      for (const command of compile) build(command, directory);
      // -E: a state without successors is no error, as nowhere here; -n: no list of unreached code.
      const args = ["-E", "-n", `-m${subject.spinDepth}`, `-w${tableBits(subject.states)}`];
      return { compile, run: { program: "./pan", args, cwd: directory } };
    },
    read: readSpin,
    expected: (subject) => {
      const { states, generated } = fromOneState(subject);
      return { states, generated: generated + 1 }; // the initial state is counted
    },
  };
}

function copyPromelaModels(directory: string): void {
  for (const file of readdirSync(modelsDirectory)) {
    if (file.endsWith(".pml")) copyFileSync(join(modelsDirectory, file), join(directory, file));
  }
}

/** Transitions only. Promela has one initial state: of several, each is a successor of one more state. */
export function fromOneState({ states, transitions, system }: Case): ExpectedCounts {
  const { initialStates } = system;
  return initialStates === 1
    ? { states, generated: transitions }
    : { states: states + 1, generated: transitions + initialStates };
}

/** One slot for every state at least, two at most, and no fewer than SPIN takes by itself. */
export function tableBits(states: number): number {
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
    version: isThere ? versionOf(join(path, "src", "mu"), [], /Release (\S+)/) : undefined,
    install: "set BENCH_CMURPHI to the directory of CMurphi, built",
    isOptional: true,
    models: () => true,
    prepare: (subject, directory) => {
      writeMurphiModel(subject, directory);
      const compile = [
        `${path}/src/mu -b model.m`,
        `g++ -O3 -march=native -w -fpermissive -I${path}/include -o model model.cpp`,
      ];
      for (const command of compile) build(command, directory);
      // -permlimit0: one state for each orbit, whatever it takes.
      const symmetry = subject.symmetry === "on" ? ["-sym3", "-permlimit0"] : ["-nosym"];
      const args = ["-pn", "-ndl", ...symmetry, `-m${cmurphiMegabytes(subject.states)}`];
      return { compile, run: { program: "./model", args, cwd: directory } };
    },
    read: readMurphi,
    expected: transitionsOnly,
  };
}

/**
 * What CMurphi is told to take. A state of these systems has 24 bytes in its table, and a tenth of the slots is the most
 * that may be waiting: with 60 bytes that is a quarter of the states.
 */
export function cmurphiMegabytes(states: number): number {
  return Math.max(8, Math.ceil((states * 60) / 2 ** 20));
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

/** The file tla2tools.jar, with a single worker and with all cores. */
function tlcs(path: string | undefined): readonly Tool[] {
  const isThere = path !== undefined && existsSync(path);
  const version = isThere
    ? versionOf("java", ["-cp", path, "tlc2.TLC"], /^TLC2 Version (.+)$/m)
    : undefined;
  const entry = (id: string, workers: number): Tool => ({
    id,
    title: `TLC, ${counted(workers, "worker")}`,
    version,
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
        ...["-XX:+UseParallelGC", "-Djava.io.tmpdir=.", "-cp", path ?? "", "tlc2.TLC"],
        ...["-workers", `${workers}`, "-deadlock", root],
      ];
      return { compile: [], run: { program: "java", args, cwd: directory } };
    },
    read: readTlc,
    expected: withInitialStates,
  });
  return withAllCores("tlc", entry);
}

const symmetricModule = `---- MODULE Symmetric ----
EXTENDS TwoPhase, TLC
Exchanges == Permutations(RM)
====
`;

/** The directory that LTSmin is installed in, with SpinS, which reads the models of SPIN. */
function ltsmins(path: string | undefined): readonly Tool[] {
  const program = path === undefined ? "" : join(path, "bin", "prom2lts-mc");
  const spins = path === undefined ? "" : join(path, "share", "ltsmin", "spins.jar");
  const isThere = existsSync(program) && existsSync(spins);
  const version = isThere ? versionOf(program, ["--version"], /(\S+)\s*$/) : undefined;
  const entry = (id: string, threads: number): Tool => ({
    id,
    title: `LTSmin, ${counted(threads, "thread")}`,
    version,
    install: "set BENCH_LTSMIN to the directory that LTSmin and SpinS are installed in",
    isOptional: true,
    models: withoutSymmetry,
    prepare: (subject, directory) => {
      copyPromelaModels(directory);
      const compile = [
        `cpp -P -DN=${subject.n} ${subject.system.id}.pml model.pml`,
        // -C, -S: nothing of what only partial order reduction needs, which can take hours.
        `java -Xss64m -cp ${spins} spins.Compile -C -S model.pml`,
        // Threads that start together ask for names at once, and SpinS puts them all in the same place.
        "sed -i 's/static char c\\[/static __thread char c[/' model.pml.spins.c",
        "gcc -O3 -march=native -w -fPIC -shared -pthread -o model.pml.spins model.pml.spins.c",
      ];
      for (const command of compile) build(command, directory);
      const args = [
        ...[`--threads=${threads}`, "--strategy=bfs", "--action=assert"],
        // For parts of states a table half as large as that for states, not a quarter.
        ...[`--size=${tableBits(subject.states)}`, "--ratio=1", "model.pml.spins"],
      ];
      return { compile, run: { program, args, cwd: directory } };
    },
    read: readLtsmin,
    expected: fromOneState,
  });
  return withAllCores("ltsmin", entry);
}

function withAllCores(id: string, entry: (id: string, threads: number) => Tool): readonly Tool[] {
  const cores = availableParallelism();
  const single = entry(id, 1);
  return cores === 1 ? [single] : [single, entry(`${id}-all`, cores)];
}

function counted(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}

/** This repository has no models for it: a program that is given the system and n, and prints its report. */
function stateright(path: string | undefined): Tool {
  return {
    id: "stateright",
    title: "Stateright",
    version: path !== undefined && existsSync(path) ? basename(path) : undefined,
    install: "set BENCH_STATERIGHT to a program that runs its model of a system",
    isOptional: true,
    models: withoutSymmetry,
    prepare: ({ system, n }, directory) => ({
      compile: [],
      run: { program: path ?? "", args: [system.id, `${n}`], cwd: directory },
    }),
    read: readStateright,
    expected: withInitialStates,
  };
}
