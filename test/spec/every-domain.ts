/** A state over every domain, for the tests of types. */
import {
  bagOf,
  bool,
  index,
  listOf,
  mapOf,
  oneOf,
  optional,
  range,
  record,
  setOf,
  symmetric,
  union,
} from "../../src/index.ts";

export const page = symmetric("page", 2);
export const slot = index("slot", ["left", "right"]);
export const level = range(0, 3);
export const mode = oneOf("idle", "busy");
export const message = union({ none: {}, some: { from: page, n: level } });

export const everything = {
  flag: bool(),
  level,
  mode,
  slot,
  maybe: optional(page),
  pair: record({ a: bool(), b: record({ c: level }) }),
  message,
  owner: mapOf(page, mode),
  counts: mapOf(level, bool()),
  pins: mapOf(page, setOf(slot)),
  queue: listOf(message, 2),
  net: bagOf(record({ to: slot }), 3),
};

export const start = {
  flag: false,
  level: 0,
  mode: "idle",
  slot: "left",
  maybe: null,
  pair: { a: true, b: { c: 1 } },
  message: { tag: "none" },
  owner: page.each("idle"),
  counts: level.each(false),
  pins: page.each([]),
  queue: [],
  net: [],
} as const;
