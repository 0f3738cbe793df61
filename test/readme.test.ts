/** The README is executable: its example gives the output it shows, and its commands exist. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
// Inside the project, so that packages and package.json are found from there.
const folder = join(root, "node_modules", ".cache", "everystate-readme");

function block(language: string, after: string): string {
  const start = readme.indexOf(`\`\`\`${language}\n`, readme.indexOf(after)) + language.length + 4;
  return readme.slice(start, readme.indexOf("```", start));
}

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [compiler, "-p", "src", "--outDir", join(folder, "dist")], {
    cwd: root,
  });
  writeFileSync(join(folder, "package.json"), readFileSync(join(root, "package.json")));
});

function check(example: string) {
  writeFileSync(join(folder, "pins.machine.ts"), example);
  const main = join(folder, "dist", "cli", "main.js");
  return spawnSync(process.execPath, [main, "check", "pins.machine.ts"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", COLUMNS: "100" },
  });
}

const withoutTime = (text: string) => text.replace(/, (under )?[\d.]+ s\b.*/g, "");

test("the example prints what the README shows", () => {
  const { stdout, status } = check(block("ts", "`pins.machine.ts`:"));
  expect(withoutTime(stdout)).toContain(withoutTime(block("text", "prints")));
  expect(status).toBe(1);
});

test("the remedies that the README speaks of do what it says", () => {
  const example = block("ts", "`pins.machine.ts`:");
  const [before = "", free = ""] = example.split("    free: {");
  const strong = check(`${before}    free: {${free.replace('"weak"', '"strong"')}`);
  expect(strong.stdout).toContain("✗ truncateEnds         violated, but expected holds");
  expect(strong.status).toBe(1);

  const guard = 's.block === "file" && !s.pins.has(app)';
  expect(example).toContain(guard);
  const exclusive = check(example.replace(guard, `${guard} && s.truncate === "idle"`));
  expect(exclusive.stdout).toContain("✓ truncateEnds         holds");
  expect(exclusive.status).toBe(0);
});

test("the README names only scripts that exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = [...readme.matchAll(/npm run (\w+)/g)].map((match) => match[1]);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => scripts[name ?? ""] === undefined)).toEqual([]);
});
