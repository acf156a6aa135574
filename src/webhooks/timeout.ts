/** The promise's result, or a rejection after `timeoutMs`; what the promise stands for goes on all the same. */
export function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it takes longer than ${timeoutMs / 1000} s`)), timeoutMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
