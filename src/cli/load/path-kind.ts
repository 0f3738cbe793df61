/**
 * What a path leads to, and what a person may have meant by one that leads nowhere. Every way in which the file system
 * can refuse an answer (a link to itself, a file where a directory should be, no permission) means: nothing usable here.
 */
import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";

export type PathKind = "file" | "directory" | "other" | "nothing";

/** What the path leads to; links are followed. */
export function pathKind(path: string): PathKind {
  const stats = statsOf(path);
  if (stats === undefined) return "nothing";
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "directory" : "other";
}

/** The path in the same directory with the most similar name, if one is similar enough. */
export function similarPath(path: string): string | undefined {
  const directory = dirname(path);
  const similar = didYouMean(basename(path), entriesOf(directory));
  return similar === undefined ? undefined : join(directory, similar);
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // Whatever the reason, see the module's comment.
    return undefined;
  }
}

function entriesOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    // No directory, no suggestion.
    return [];
  }
}
