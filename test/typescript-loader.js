/** Lets threads of a search load TypeScript: they are started by Node, not by the test runner. */
import { register } from "node:module";

register("../bench/typescript-hooks.js", import.meta.url);
