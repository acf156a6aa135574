// The positions of the values of a row's fields and groups.
import { clear } from './bytes';
import { GROUP_SLOTS, SLOTS } from './layout';
import { Plan, Slot } from './plan';

export function slotAt(index: u32): Slot {
  return changetype<Slot>(SLOTS + <usize>(index * <u32>offsetof<Slot>()));
}

export function groupSlotAt(index: u32): Slot {
  return changetype<Slot>(GROUP_SLOTS + <usize>(index * <u32>offsetof<Slot>()));
}

export function clearSlots(plan: Plan): void {
  clear(SLOTS, plan.slotCount * <u32>offsetof<Slot>());
}

export function clearGroupSlots(plan: Plan): void {
  clear(GROUP_SLOTS, plan.groupCount * <u32>offsetof<Slot>());
}

/** Overwrites an earlier value: the last value of a duplicate name wins. */
export function fill(slot: Slot, start: usize, end: usize, kind: u32): void {
  slot.start = <u32>start;
  slot.end = <u32>end;
  slot.kind = kind;
}
