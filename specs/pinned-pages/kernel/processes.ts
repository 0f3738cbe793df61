/**
 * Processes: the descriptors that keep a file and a registration alive, who else has one, and what became of the process.
 *
 * Source: kernel/exit.c and fs/file.c, exit_files and close_files; Jason Gunthorpe and Dave Chinner, August 2019, on
 * descriptors that are passed on and on the order in which exit closes them.
 *
 * The registrar of an application opens the file and the device; the descriptor of the device carries the registration.
 * With `passed`, another process has got a duplicate of that one. A registration ends with the last duplicate.
 */
import { bool, mapOf, oneOf, part, type StateView, setOf } from "everystate";
import { registrationState } from "./registrations.ts";
import type { World } from "./world.ts";

export const descriptor = oneOf("file", "device");

export function processState(world: World) {
  const { app, environment } = world;
  const { state, init } = registrationState(world);
  return part({
    state: {
      ...state,
      /** Descriptors that the registrar has open. */
      open: mapOf(app, setOf(descriptor)),
      /** Another process has the device's descriptor, too. */
      receiver: mapOf(app, bool()),
      /** `closing`: inside close(file), on its way out. */
      life: mapOf(app, oneOf("running", "exiting", "closing", "gone")),
      /** The lease on the file's layout that its registration rests on, where there are leases. `expired`: not given back in time. */
      lease: mapOf(app, oneOf("none", "held", "breaking", "expired")),
      /** It did what the protocol asks for before it registers: a lease, a flag. */
      prepared: mapOf(app, bool()),
      /** What it suffered although it let go when it was told, or was not told. The first harm counts. */
      harm: mapOf(app, oneOf("none", "refused", "error", "killed")),
    },
    init: {
      ...init,
      open: app.each(["file", "device"]),
      receiver: app.each(environment.passed),
      life: app.each("running"),
      lease: app.each("none"),
      prepared: app.each(false),
      harm: app.each("none"),
    },
  });
}

export type Processes = StateView<ReturnType<typeof processState>["state"]>;
