/** There is no memory for what was asked for: the end of a search or of a judgement, and no defect of anything. */
export class OutOfMemory extends Error {
  override readonly name = "OutOfMemory";
}

/**
 * What hosts say when they have no memory for a buffer or an array of numbers, or none can be so long: V8, JavaScriptCore and
 * SpiderMonkey. A RangeError that says anything else (a stack too deep, a negative length) is somebody's mistake.
 */
const refusals: readonly RegExp[] = [
  /^Array buffer allocation failed$/,
  /^Invalid (typed )?array (buffer )?length(: \d+)?$/,
  /^Out of memory$/i,
  /^allocation size overflow$/,
];

/** Whether an error says that there is no memory. */
export function saysOutOfMemory(error: unknown): boolean {
  if (error instanceof OutOfMemory) return true;
  if (!(error instanceof Error)) return false;
  const isKind = error instanceof RangeError || error.name === "InternalError";
  return isKind && refusals.some((said) => said.test(error.message));
}
