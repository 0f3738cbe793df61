/** Which machines and properties a pattern stands for, as `-t` of a test runner does for tests. */
import { CheckerError } from "../diagnostics/checker-error.ts";
import type { Subject } from "./load-machines.ts";

/** A machine, and the properties to judge. */
export interface Selected extends Subject {
  /** All, when undefined. */
  readonly properties: readonly string[] | undefined;
}

/**
 * The machines with a property whose "machine > property" matches, and of these only the properties that do.
 * @throws CheckerError kind `usage` when nothing matches
 */
export function select(
  subjects: readonly Subject[],
  pattern: RegExp | undefined,
): readonly Selected[] {
  if (pattern === undefined) return subjects.map((s) => ({ ...s, properties: undefined }));
  const selected = subjects.flatMap((subject): readonly Selected[] => {
    const { name } = subject.machine;
    const all = propertiesOf(subject);
    if (all.length === 0) return pattern.test(name) ? [{ ...subject, properties: undefined }] : [];
    const properties = all.filter((property) => pattern.test(`${name} > ${property}`));
    return properties.length === 0 ? [] : [{ ...subject, properties }];
  });
  if (selected.length === 0 && subjects.length > 0) throw nothingMatches(subjects, pattern);
  return selected;
}

function propertiesOf({ machine }: Subject): readonly string[] {
  return [...Object.keys(machine.properties), ...(machine.deadlock ? ["deadlock"] : [])];
}

function nothingMatches(subjects: readonly Subject[], pattern: RegExp): CheckerError {
  const [first] = subjects.flatMap((subject) =>
    propertiesOf(subject).map((property) => `${subject.machine.name} > ${property}`),
  );
  const example = first === undefined ? "" : ` such as "${first}"`;
  return new CheckerError({
    kind: "usage",
    code: "nothing-matches",
    message: `no property matches -t ${JSON.stringify(pattern.source)}`,
    hint: `the pattern is looked for in "machine > property"${example}; everystate list shows them all`,
  });
}
