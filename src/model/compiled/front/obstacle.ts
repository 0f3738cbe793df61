/** What stops the compiler from taking a function, with the place in it. Thrown, and caught where a fallback is made. */
import type { Obstacle } from "../ir.ts";

export class ObstacleFound extends Error {
  override readonly name = "ObstacleFound";
  readonly what: string;
  readonly at: ObstaclePlace | undefined;

  constructor(what: string, at?: ObstaclePlace) {
    super(what);
    this.what = what;
    this.at = at;
  }
}

/** A place in the author's file. */
export type ObstaclePlace = Pick<Obstacle, "file" | "text" | "offset">;

/** Gives up on the function that is being compiled. */
export function obstacle(what: string, at?: ObstaclePlace): never {
  throw new ObstacleFound(what, at);
}
