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

export interface GrowingInts {
  /** All elements that there are at the moment; 0 where never written. */
  view(): Int32Array;
  /** Makes room for so many elements; answers the view, which may be a new one. */
  ensure(length: number): Int32Array;
}

/** What lib es2023 does not know yet. */
type GrowableBuffer = SharedArrayBuffer & { grow?(bytes: number): void };
type GrowableConstructor = new (
  bytes: number,
  options: { readonly maxByteLength: number },
) => GrowableBuffer;

const mostGrowable = 2 ** 32;
const mostBytes = 2 ** 34;

export function growingInts(initialLength: number): GrowingInts {
  let buffer = reserve(initialLength * 4);
  let view = new Int32Array(buffer, 0, initialLength);
  return {
    view: () => view,
    ensure: (length) => {
      if (length <= view.length) return view;
      const wanted = Math.max(length, view.length * 2);
      const grown = growInPlace(buffer, wanted * 4);
      if (grown) {
        view = new Int32Array(buffer, 0, wanted);
        return view;
      }
      const before = view;
      buffer = reserve(wanted * 4);
      view = new Int32Array(buffer, 0, wanted);
      view.set(before);
      return view;
    },
  };
}

function growInPlace(buffer: GrowableBuffer | ArrayBuffer, bytes: number): boolean {
  if (buffer.byteLength >= bytes) return true;
  if (!("grow" in buffer) || buffer.grow === undefined || bytes > mostGrowable) return false;
  try {
    buffer.grow(bytes);
    return true;
  } catch {
    return false; // not growable, or no addresses left
  }
}

/** A buffer of at least so many bytes, with as much room to grow as the host gives. */
function reserve(bytes: number): GrowableBuffer | ArrayBuffer {
  if (typeof SharedArrayBuffer === "undefined") return new ArrayBuffer(bytes);
  if (bytes > mostGrowable) return new SharedArrayBuffer(Math.max(bytes, mostBytes));
  const Growable = SharedArrayBuffer as unknown as GrowableConstructor;
  for (let most = mostGrowable; most > bytes; most /= 4) {
    try {
      return new Growable(bytes, { maxByteLength: most });
    } catch {
      // addresses are limited here: less will do
    }
  }
  return new SharedArrayBuffer(bytes);
}

/** A growing column of bytes, for facts about states. */
export interface GrowingBytes {
  view(): Uint8Array;
  ensure(length: number): Uint8Array;
}

/** Bytes are kept in the same memory, four to an element. */
export function growingBytes(initialLength: number): GrowingBytes {
  const ints = growingInts(Math.ceil(initialLength / 4));
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
