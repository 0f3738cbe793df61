/** `node bench/run.js`: measures everystate and its peers; docs/performance.md explains. Node 20 needs help with TypeScript. */
import { register } from "node:module";

register("./typescript-hooks.js", import.meta.url);
await import("./harness/main.ts");
