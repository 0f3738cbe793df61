/** Threads of the host, where it has them: the worker threads of Node. */

/** The part of Node's worker threads that is used here. */
export interface NodeWorker {
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "exit", listener: (code: number) => void): unknown;
  postMessage(message: unknown): void;
  unref(): void;
  terminate(): Promise<number>;
}

/** A part of Node's module of worker threads. */
export interface NodeThreads {
  readonly Worker: new (file: URL, options: { readonly workerData: unknown }) => NodeWorker;
  /** In a thread: what it was started with, and where it is sent more. */
  readonly workerData: unknown;
  readonly parentPort: object | null;
  readonly receiveMessageOnPort: (port: object) => { readonly message: unknown } | undefined;
}

interface NodeProcess {
  readonly getBuiltinModule?: (name: string) => unknown;
}

/** Undefined where the host has no such threads, or no memory that threads can share. */
export function nodeThreads(): NodeThreads | undefined {
  if (typeof SharedArrayBuffer === "undefined") return undefined;
  const { process } = globalThis as { readonly process?: NodeProcess };
  return process?.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined;
}
