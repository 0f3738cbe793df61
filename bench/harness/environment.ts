/** Where it was measured. */
import { cpus, release, totalmem, type } from "node:os";
import { memoryMethod } from "./measure.ts";
import { versionOf } from "./tool.ts";

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly gcc: string | undefined;
  readonly peakMemoryFrom: string;
}

export function environment(): Environment {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    gcc: versionOf("gcc", ["--version"], /(\d+\.\d+\.\d+)/),
    peakMemoryFrom: memoryMethod(),
  };
}
