import { peterson } from "../../specs/classics/peterson.machine.ts";

export const subject = peterson(7);
