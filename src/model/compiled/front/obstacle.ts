/** What stops the compiler from taking a function, with the place in it. Thrown, and caught where a fallback is made. */
import type { Obstacle } from "../ir.ts";

export class ObstacleFound extends Error {
  override readonly name = "ObstacleFound";
  readonly what: string;
  readonly file: string | undefined;
  readonly offset: number | undefined;

  constructor(what: string, at?: { readonly file: string; readonly offset: number }) {
    super(what);
    this.what = what;
    this.file = at?.file;
    this.offset = at?.offset;
  }

  get obstacle(): Obstacle {
    return { what: this.what, file: this.file, offset: this.offset };
  }
}

/** Gives up on the function that is being compiled. */
export function obstacle(
  what: string,
  at?: { readonly file: string; readonly offset: number },
): never {
  throw new ObstacleFound(what, at);
}
