import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { everystate } from "./src/vite/plugin.ts";

export default defineConfig({
  plugins: [everystate()],
  resolve: { alias: { everystate: fileURLToPath(new URL("./src/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    execArgv: ["--import", new URL("./test/typescript-loader.js", import.meta.url).href],
  },
});
