/**
 * Every error code with what it means. docs/diagnostics.md is made from this table and a test compares the two, so a code
 * cannot mean one thing here and another there.
 */
export const errorCodes = {
  "bad-action":
    "An action lacks an effect, or its fairness is neither a word nor an object naming parameters.",
  "bad-domain":
    "Something that is no domain stands where one is needed, or the bounds of a domain make no sense.",
  "bad-machine": "A part of a machine's definition has the wrong shape.",
  "bad-option": "An option is unknown, out of range, or cannot be honoured together with another.",
  "bad-property":
    "A property was not made by one of the property constructors, or lacks its predicate.",
  "duplicate-name":
    "Two things of one kind have the same name: elements, domains, keys of an object, actions of parts, machines.",
  "effect-returned":
    "An effect returned a promise or a new state; effects are synchronous and change their draft.",
  "empty-domain": "A domain has no values, so nothing could ever happen with it.",
  "file-not-writable": "A report could not be written where it was asked for.",
  "import-not-found": "A spec imports a module, or a name of a module, that does not exist.",
  impure:
    "A guard, effect or property asked for the time or for a random number: it must depend on the state and its parameters only.",
  "no-initial-state": "A machine has no initial state.",
  "no-machine": "A spec file exports no machine.",
  "no-specs-found": "There is no spec file where one was looked for.",
  "not-a-boolean": "A guard or predicate answered something other than true or false.",
  "not-deterministic":
    "A function of the spec gave two results for one state, or a counterexample could not be repeated.",
  "not-symmetric":
    "The elements of a symmetric domain are not treated alike: ordered, computed with, named, or picked by position.",
  "nothing-matches": "A name or pattern on the command line matches no machine or property.",
  "path-not-found": "A path on the command line does not exist.",
  "path-not-readable": "A path on the command line cannot be read.",
  "spec-not-found": "A spec file does not exist or cannot be read.",
  "spec-syntax-error": "A spec file is not valid TypeScript.",
  "spec-threw": "A function of the spec threw while the machine was explored.",
  "spec-threw-on-load": "A spec module threw while it was loaded.",
  "stale-reference":
    "An effect changed a value that it had moved or assigned before: the state holds a copy, and the change would be lost.",
  "state-modified": "A guard or property tried to change the state.",
  "too-many-values": "A choice or a domain has more values than can be enumerated.",
  "unexpected-error": "A defect of everystate itself, not of a spec; please report it.",
  "unknown-field": "A field was used that the schema does not have.",
  "unknown-name": "A key, parameter, property or action is named that does not exist.",
  "unknown-spec-extension": "A file given as a spec has an extension that cannot be loaded.",
  "value-out-of-domain": "A value was assigned that its domain does not contain.",
} as const;

export type ErrorCode = keyof typeof errorCodes;
