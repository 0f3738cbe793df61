/**
 * What sets and bags of a state have in common: elements that are known by their codes, and a refusal of every name that
 * they do not have. `s.pins.length` would otherwise be `undefined`, and a comparison with that a wrong verdict.
 */
import type { ElementCodec } from "./element-codec.ts";

/**
 * A set or bag. What only the checker may do with one is static, so that authors do not meet it. Subclasses freeze their instances when these are complete: only
 * private fields can change then.
 */
export abstract class Container<T> implements Iterable<T> {
  readonly #codec: ElementCodec<T>;

  constructor(codec: ElementCodec<T>) {
    this.#codec = codec;
  }

  abstract readonly size: number;
  abstract [Symbol.iterator](): Iterator<T>;

  /** For JSON.stringify, which would take any two of them for the same. */
  toJSON(): readonly T[] {
    return [...this];
  }

  /** Codes of containers of one family can be compared. */
  static familyOf(container: Container<unknown>): object {
    return container.#codec.family;
  }

  /** Refuses a name; an object that merely inherits from a container is none. */
  static refuse(receiver: unknown, name: string): void {
    if (typeof receiver !== "object" || receiver === null || !(#codec in receiver)) return;
    receiver.#codec.unknownName(name, namesOf(receiver));
  }
}

/** The end of every container's prototype chain: what is asked of it was found nowhere before. */
const guard = new Proxy(Object.create(Object.prototype) as object, {
  get: (target, key, receiver) => {
    if (typeof key === "string" && !(key in target)) Container.refuse(receiver, key);
    return Reflect.get(target, key, receiver);
  },
  set: (_target, key, _value, receiver) => {
    Container.refuse(receiver, String(key));
    return false; // a TypeError
  },
});
Object.setPrototypeOf(Container.prototype, guard);

/** What an author can use of a container. */
function namesOf(container: object): readonly string[] {
  const hidden = ["constructor", "toJSON"];
  return Object.getOwnPropertyNames(Object.getPrototypeOf(container)).filter(
    (name) => !hidden.includes(name),
  );
}
