import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { everystate } from "../../src/vite/plugin.ts";

// The long runs: npm run fuzz, with FUZZ_RUNS and FUZZ_SEED.
process.env["FUZZ_RUNS"] ??= "10000";

export default defineConfig({
  plugins: [everystate()],
  root: fileURLToPath(new URL("../..", import.meta.url)),
  resolve: { alias: { everystate: fileURLToPath(new URL("../../src/index.ts", import.meta.url)) } },
  test: {
    include: [
      "test/fuzz/**/*.test.ts",
      "test/temporal/*brute-force*.test.ts",
      "test/ltl/*.test.ts",
      "test/temporal/liveness-under-symmetry.test.ts",
      "test/{model,value}/*.test.ts",
      "test/specs/{published-counts,p2pdma}.test.ts",
      "test/specs/*.night.ts",
    ],
    execArgv: ["--import", new URL("../typescript-loader.js", import.meta.url).href],
    testTimeout: 1_800_000,
  },
});
