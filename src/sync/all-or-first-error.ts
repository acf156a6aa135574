/** Waits for all, also after a failure: nothing of a stream may be printed after its last status. Throws the first error. */
export async function allOrFirstError(promises: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
