/**
 * Typed arrays that grow in place: the memory of the packed stores, ready to be shared with other threads.
 *
 * A growable SharedArrayBuffer reserves addresses and takes real memory only for pages that are touched, so growing moves
 * nothing and never needs old and new at once. V8 lets such a buffer have 4 GiB; beyond that there is one move to a plain
 * buffer of up to 16 GiB, of which again only touched pages are real. Where shared or growable buffers do not exist (older
 * browsers, pages that are not isolated), growing copies.
 *
 * Views are of fixed length, because V8 compiles accesses to views that track the length of their buffer poorly: who keeps
 * a view must take it again after `ensure`.
 */
import { OutOfMemory } from "../diagnostics/out-of-memory.ts";

export { OutOfMemory };

export interface GrowingInts {
  /** All elements that there are at the moment; 0 where never written. */
  view(): Int32Array;
  /**
   * Makes room for so many elements; answers the view, which may be a new one.
   * @throws OutOfMemory where there is none. Nothing has changed then.
   */
  ensure(length: number): Int32Array;
}

/** What lib es2023 does not know yet. */
type GrowableBuffer = SharedArrayBuffer & { grow?(bytes: number): void };
type GrowableConstructor = new (
  bytes: number,
  options: { readonly maxByteLength: number },
) => GrowableBuffer;

/** Bytes of buffers. */
export interface BufferLimits {
  /** Up to so many they grow in place. */
  readonly growable: number;
  /** So many are reserved at once for one that has to be larger. */
  readonly reserved: number;
  /** More are not to be had. */
  readonly most: number;
}

export const hostLimits: BufferLimits = {
  growable: 2 ** 32,
  reserved: 2 ** 34,
  most: Number.POSITIVE_INFINITY, // the host says so itself
};

export function growingInts(initialLength: number, limits: BufferLimits = hostLimits): GrowingInts {
  let buffer = reserve(initialLength * 4, limits);
  let view = new Int32Array(buffer, 0, initialLength);
  return {
    view: () => view,
    ensure: (length) => {
      if (length <= view.length) return view;
      const wanted = Math.max(length, view.length * 2);
      if (growInPlace(buffer, wanted * 4, limits)) {
        view = new Int32Array(buffer, 0, wanted);
        return view;
      }
      const before = view;
      buffer = reserve(wanted * 4, limits);
      view = new Int32Array(buffer, 0, wanted);
      view.set(before);
      return view;
    },
  };
}

function growInPlace(
  buffer: GrowableBuffer | ArrayBuffer,
  bytes: number,
  { growable }: BufferLimits,
): boolean {
  if (buffer.byteLength >= bytes) return true;
  if (!("grow" in buffer) || buffer.grow === undefined || bytes > growable) return false;
  try {
    buffer.grow(bytes);
    return true;
  } catch {
    return false; // not growable, or no addresses left
  }
}

/** A buffer of at least so many bytes, with as much room to grow as the host gives. */
function reserve(bytes: number, limits: BufferLimits): GrowableBuffer | ArrayBuffer {
  if (bytes > limits.most) throw new OutOfMemory(`${bytes} bytes are more than ${limits.most}`);
  if (typeof SharedArrayBuffer === "undefined") return given(() => new ArrayBuffer(bytes));
  const Growable = SharedArrayBuffer as unknown as GrowableConstructor;
  for (let most = limits.growable; most > bytes; most /= 4) {
    try {
      return new Growable(bytes, { maxByteLength: most });
    } catch {
      // addresses are limited here: less will do
    }
  }
  if (bytes > limits.growable && bytes < limits.reserved) {
    try {
      return new SharedArrayBuffer(limits.reserved);
    } catch {
      // as above
    }
  }
  return given(() => new SharedArrayBuffer(bytes));
}

/** Hosts throw errors of any kind when they have no memory. */
function given<Buffer>(make: () => Buffer): Buffer {
  try {
    return make();
  } catch (cause) {
    throw new OutOfMemory("the host has no memory left", { cause });
  }
}

/** Integers that threads share, and that do not grow. */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(given(() => new SharedArrayBuffer(length * 4)));
}

/** Bytes, likewise. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(given(() => new SharedArrayBuffer(length)));
}

/** A growing column of bytes, for facts about states. */
export interface GrowingBytes {
  view(): Uint8Array;
  ensure(length: number): Uint8Array;
}

/** Bytes are kept in the same memory, four to an element. */
export function growingBytes(
  initialLength: number,
  limits: BufferLimits = hostLimits,
): GrowingBytes {
  const ints = growingInts(Math.ceil(initialLength / 4), limits);
  const bytesOf = (view: Int32Array): Uint8Array =>
    new Uint8Array(view.buffer, view.byteOffset, view.length * 4);
  let bytes = bytesOf(ints.view());
  return {
    view: () => bytes,
    ensure: (length) => {
      if (length > bytes.length) bytes = bytesOf(ints.ensure(Math.ceil(length / 4)));
      return bytes;
    },
  };
}
