import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { errorCodes } from "../../src/diagnostics/error-codes.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));

test("the documentation of error codes says what the table says (vitest -u rewrites it)", async () => {
  const rows = Object.entries(errorCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  const page = [
    "# Diagnostics",
    "",
    "Every error that the checker reports about a spec, a file or a command has one of these codes. The report adds what is",
    "wrong, where, with a code frame, and what to do about it.",
    "",
    "| code | meaning |",
    "| --- | --- |",
    ...rows,
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot("../../docs/diagnostics.md");
});

test("every code of the table is used, and in alphabetical order", () => {
  const source = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith("error-codes.ts"))
    .map((name) => readFileSync(join(src, name), "utf8"))
    .join("\n");
  const codes = Object.keys(errorCodes);
  expect(codes.filter((code) => !source.includes(`"${code}"`))).toEqual([]);
  expect(codes).toEqual([...codes].sort());
});
