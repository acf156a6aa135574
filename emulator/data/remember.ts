const REMEMBERED_LIMIT = 100_000;

/** The function, computed once per number. Forgets everything when it holds too much. */
export function remember<Value>(compute: (key: number) => Value): (key: number) => Value {
  const known = new Map<number, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED_LIMIT) known.clear();
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
