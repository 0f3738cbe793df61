// Prints "N passed, N failed" for vitest's JSON results; fails when a test failed, or when none ran.
import { readFileSync } from "node:fs";

const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
  readFileSync(process.argv[2], "utf8"),
);
// A file that could not be loaded has no tests that failed; it counts as one.
const broken = testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
).length;
const failed = numFailedTests + broken;
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
console.log(`${numPassedTests} passed, ${failed} failed${skipped}`);
if (failed > 0 || numPassedTests === 0) process.exitCode = 1;
