/**
 * Finds the place in the author's TypeScript that an error is about: the innermost frame of their code, or the definition
 * of the function that the error names. All positions go through the source maps of the modules that were loaded after
 * `showMoreOfStacks`.
 *
 * Assumption: the author's frame is still in the stack. V8 keeps the innermost ten only, and ours may be more than ten;
 * `showMoreOfStacks` raises the limit. Errors made before that, or by code that lowers `Error.stackTraceLimit`, may have
 * lost the author's frame, and then there is no location.
 */
import { type Debugger, type Runtime, Session } from "node:inspector";
import { findSourceMap } from "node:module";
import type { SourceLocation } from "../../diagnostics/checker-error.ts";
import { isCheckerError } from "./carried-problem.ts";
import { framesOf, pathOfFrame, type StackFrame } from "./stack-frames.ts";
import { isUserCode } from "./user-code.ts";

/** Frames that an error keeps, so that the author's is among them below all of ours. */
export const STACK_FRAMES = 100;

/** A frame of the author's code. */
export interface UserFrame {
  /** The function as V8 names it; undefined at a module's top level. */
  readonly caller: string | undefined;
  readonly location: SourceLocation;
}

type AnyFunction = (...args: never[]) => unknown;

/** Has stacks keep enough frames and show positions in TypeScript. Applies to errors and modules made from now on. */
export function showMoreOfStacks(): void {
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, STACK_FRAMES);
  process.setSourceMapsEnabled(true);
}

/**
 * Where the error is to be repaired, the first that is known of: the location it carries, the innermost frame of the
 * author's code, the function that it is `about`, and the same for its `cause`.
 */
export function locationOf(error: Error): SourceLocation | undefined {
  const seen = new Set<unknown>();
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (seen.has(current)) return undefined;
    seen.add(current);
    const about = isCheckerError(current) ? current.about : undefined;
    const found =
      (isCheckerError(current) ? current.location : undefined) ??
      userFrames(current)[0]?.location ??
      (about === undefined ? undefined : functionLocation(about));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The frames of the author's code, innermost first. */
export function userFrames(error: Error): readonly UserFrame[] {
  return framesOf(error).flatMap((frame) => {
    const location = locationOfFrame(frame);
    return location !== undefined && isUserCode(location.file)
      ? [{ caller: frame.caller, location }]
      : [];
  });
}

/**
 * Frames that Node has mapped name a path; frames that it has not (a module has no map, or somebody else formats stacks)
 * name the URL of the module.
 */
function locationOfFrame({ written, line, column }: StackFrame): SourceLocation | undefined {
  if (written.startsWith("file:")) return mapped(written, { line, column });
  const file = pathOfFrame(written);
  return file === undefined ? undefined : { file, line, column };
}

/**
 * Where the function is written: the start of its parameters or of its name. Undefined for functions that are in no file,
 * such as built-in ones. Never throws. A function made by `bind` is found where its target is.
 */
export function functionLocation(fn: AnyFunction): SourceLocation | undefined {
  const session = new Session();
  try {
    session.connect();
    const place = placeOf(fn, session);
    const url = place === undefined ? undefined : urlOf(place.scriptId, session);
    if (place === undefined || url === undefined) return undefined;
    return mapped(url, { line: place.lineNumber + 1, column: (place.columnNumber ?? 0) + 1 });
  } catch {
    // Whatever the inspector objects to (there is none in some builds of Node), an error message must not fail over it.
    return undefined;
  } finally {
    session.disconnect();
  }
}

/** The global through which the inspector is handed the function, while it is. */
const HANDOVER = Symbol.for("everystate.function-to-locate");

function placeOf(fn: AnyFunction, session: Session): Debugger.Location | undefined {
  Object.defineProperty(globalThis, HANDOVER, { value: fn, configurable: true });
  try {
    const expression = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(HANDOVER))})]`;
    let objectId: string | undefined;
    session.post("Runtime.evaluate", { expression }, (_, answer) => {
      objectId = answer?.result.objectId;
    });
    while (objectId !== undefined) {
      const internal = internalProperties(objectId, session);
      const location = internal.find(({ name }) => name === "[[FunctionLocation]]")?.value;
      // The protocol leaves the type of a value open; that of a function's location is documented.
      if (location !== undefined) return location.value as Debugger.Location;
      objectId = internal.find(({ name }) => name === "[[TargetFunction]]")?.value?.objectId;
    }
    return undefined;
  } finally {
    Reflect.deleteProperty(globalThis, HANDOVER);
  }
}

function internalProperties(
  objectId: string,
  session: Session,
): readonly Runtime.InternalPropertyDescriptor[] {
  let found: readonly Runtime.InternalPropertyDescriptor[] = [];
  session.post("Runtime.getProperties", { objectId, ownProperties: true }, (_, answer) => {
    found = answer?.internalProperties ?? [];
  });
  return found;
}

/** The URL of a script whose positions can be mapped. The inspector announces all scripts when its debugger is enabled. */
function urlOf(scriptId: string, session: Session): string | undefined {
  let url: string | undefined;
  session.on("Debugger.scriptParsed", ({ params }) => {
    if (params.scriptId !== scriptId) return;
    // A map that only the inspector knows of: the script was compiled by somebody who does not tell Node.
    const isMappable = params.sourceMapURL === "" || findSourceMap(params.url) !== undefined;
    if (isMappable) url = params.url;
  });
  session.post("Debugger.enable");
  return url;
}

/**
 * The position in the source for a position in a loaded module. Without a map the module is its own source; with a map
 * that says nothing about the position there is no answer, because a wrong line is worse than none.
 */
function mapped(
  url: string,
  at: { readonly line: number; readonly column: number },
): SourceLocation | undefined {
  const map = findSourceMap(url);
  if (map === undefined) {
    const file = pathOfFrame(url);
    return file === undefined ? undefined : { file, ...at };
  }
  const entry = map.findEntry(at.line - 1, at.column - 1);
  if (!("originalSource" in entry)) return undefined;
  const file = pathOfFrame(entry.originalSource);
  if (file === undefined) return undefined;
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
