/**
 * Ctrl-C. The first one asks the check to stop and to report what it has; after it the system's own handling is back, so
 * the second one ends the process at once. Known limitation: a guard or effect that never returns lets no signal through
 * but those that Node does not handle; Ctrl-\ (SIGQUIT) ends it.
 */

export interface Interruption {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  return { signal: controller.signal, release: () => process.removeListener("SIGINT", stop) };
}
