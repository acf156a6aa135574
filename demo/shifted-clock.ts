/**
 * Preloaded into the connector's process (`node --import`): moves its clock by the `ms` of this file's own address. The
 * emulator's data is of fixed days. The connector takes Pendo's time from its answers, but judges the dates of its config by
 * its own clock: on a machine whose clock is behind those days it would refuse to start.
 */
const shiftMs = Number(new URL(import.meta.url).searchParams.get('ms'));
const realNow = Date.now;
Date.now = () => realNow() + shiftMs;

export {};
