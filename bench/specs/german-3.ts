import { german } from "../../specs/classics/german.machine.ts";

export const subject = german(3);
