/** A package of the lock file that is installed into the image. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** As the package says it: the SPDX id of a licence, or ids joined by OR and AND. */
  readonly licence: string;
}

/** Licences that ask for nothing but to be named with their text, which the image keeps. */
export const ALLOWED_LICENCES = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/** What `npm ci --omit=dev --omit=optional` installs by a lock file, by name. */
export function shippedPackages(lock: { readonly packages: object }): ShippedPackage[] {
  return Object.entries<Readonly<Record<string, unknown>>>({ ...lock.packages })
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !(dev || optional || devOptional))
    .map(([path, { version, license }]) => ({
      name: path.replace(/.*node_modules\//, ''),
      version: String(version),
      licence: String(license ?? 'none'),
    }))
    .sort((left, right) => (`${left.name} ${left.version}` < `${right.name} ${right.version}` ? -1 : 1));
}

/** Whether a licence is allowed: of those joined by OR one must be, of those joined by AND each. */
export function isAllowed(licence: string): boolean {
  const alternatives = licence.replaceAll(/[()]/g, '').split(' OR ');
  return alternatives.some((all) => all.split(' AND ').every((id) => ALLOWED_LICENCES.includes(id)));
}
