/** What a spec may share with others; Vite loads it in a test. */
export const Kind = { One: 1 } as const;
export type Adder = (s: number) => number;

export default function make(n: number): Adder {
  if (n < 0) {
    throw new Error("negative");
  }
  return (s: number) => s + n + Kind.One;
}
