/** Numbers as people read them; always in the same form, whatever the language of the host. */

/** `1,234,567`. */
export function count(value: number | bigint): string {
  const whole = typeof value === "bigint" ? value : Math.round(value);
  return whole.toLocaleString("en-US");
}

/** `1 state`, `2 states`. */
export function counted(value: number | bigint, noun: string): string {
  if (value === 1 || value === 1n) return `1 ${noun}`;
  return `${count(value)} ${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** `0.42 s`, `12.3 s`, `5 min 7 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.01) return "under 0.01 s";
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${count(Math.floor(whole / 60))} min ${whole % 60} s`;
}

/** Things in a second; undefined where the time is too short to divide by. */
export function rate(things: number, seconds: number): string | undefined {
  return seconds < 0.05 ? undefined : count(things / seconds);
}

/** `0.02`, `1.3e-6`: a bound, so two digits of it, rounded up. */
export function probability(bound: number): string {
  const [digits = "0", exponent = "0"] = bound.toExponential(1).split("e");
  const nearest = Number(`${digits}e${exponent}`);
  const tenths = Math.round(Number(digits) * 10) + (nearest < bound ? 1 : 0);
  const shown = Number(`${tenths}e${Number(exponent) - 1}`);
  return shown < 0.001 ? shown.toExponential() : String(shown);
}

/** `512 MB`, in units of 2^20 bytes. */
export function megabytes(bytes: number): string {
  return `${count(bytes / 2 ** 20)} MB`;
}
