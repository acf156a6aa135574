import dns, { type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';

/**
 * Loaded by Node before the executable, with `NODE_OPTIONS=--import=…`. Gives every name the addresses of
 * TEST_ADDRESSES, because no name has two addresses on every machine.
 */
type Answer = (error: null, address: string | LookupAddress[], family?: number) => void;

const addresses = (process.env.TEST_ADDRESSES ?? '').split(',').map((address) => ({ address, family: isIP(address) }));

Object.assign(dns, {
  lookup(_name: string, { all }: { readonly all?: boolean }, callback: Answer) {
    const [first] = addresses;
    process.nextTick(() => (all ? callback(null, addresses) : callback(null, first?.address ?? '', first?.family)));
  },
});
