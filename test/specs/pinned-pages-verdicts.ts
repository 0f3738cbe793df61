/** What the matrix of pinned pages says, read from its stated verdicts; and the table of the README that is made of it. */
import verdicts from "../../specs/pinned-pages/pinned-pages.verdicts.json" with { type: "json" };

export interface Cell {
  readonly verdict: string;
  readonly basis: string;
  readonly source?: string;
  readonly sourceSays?: string;
  readonly note?: string;
}

type Stated = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Cell>>>>>>;

/** The stated cells: protocol, property, environment. */
export const stated: Stated = verdicts;

/** The verdict of a cell; undefined where the property is not asked of the protocol. */
export function verdictOf(
  protocol: string,
  property: string,
  environment: string,
): string | undefined {
  const row = stated[protocol]?.[property];
  return (row?.[environment] ?? row?.["*"])?.verdict;
}

/** Whether the wish is granted; a wish that is not asked for is. */
export function isGranted(protocol: string, property: string, environment: string): boolean {
  const verdict = verdictOf(protocol, property, environment);
  return verdict !== "violated" && verdict !== "unreachable";
}

/** The table of the README: whether a wish is granted in all environments, in some, or in none. */
export function summaryTable(
  protocols: Readonly<Record<string, { readonly title: string }>>,
  properties: readonly string[],
): string {
  const mark = (protocol: string, property: string): string => {
    const cells = Object.values(stated[protocol]?.[property] ?? {});
    if (cells.length === 0) return "–";
    const bad = cells.filter(({ verdict }) => verdict === "violated" || verdict === "unreachable");
    if (bad.length === 0) return "✓";
    return bad.length === cells.length ? "✗" : "◐";
  };
  const rows = Object.entries(protocols).map(([protocol, { title }]) => [
    `**${protocol}** ${title}`,
    ...properties.map((property) => mark(protocol, property)),
  ]);
  return [["protocol", ...properties], ["---", ...properties.map(() => ":-:")], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
