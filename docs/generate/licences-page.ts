import { ALLOWED_LICENCES, isAllowed, type ShippedPackage } from './licences.ts';
import { code, table } from './markdown.ts';

const OPENING = `<!-- Made by \`npm run docs\` from package-lock.json. -->

# Licences of what the image contains

The connector itself is under the [MIT licence](../LICENSE). These packages of the lock file are in the image, with the
texts of their licences where a package brings one:

\`\`\`sh
npm ls --all --omit=dev --omit=optional
\`\`\`

The compiled row engine contains parts of AssemblyScript's standard library (Apache-2.0). The base image brings Node
(MIT, with the licences of what Node contains) and packages of Debian, whose licences are in \`/usr/share/doc\` there.`;

/** The page `docs/licences.md`. Throws if a package has a licence that is not allowed. */
export function licencesPage(packages: readonly ShippedPackage[]): string {
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0) {
    const names = refused.map(({ name, licence }) => `${name} (${licence})`).join(', ');
    throw new Error(`These packages have a licence that docs/generate/licences.ts does not allow: ${names}.`);
  }
  const allowed = `Allowed are ${ALLOWED_LICENCES.join(', ')}; any other licence fails \`npm run docs -- --check\`.`;
  const rows = packages.map(({ name, version, licence }) => [code(name), version, licence]);
  return `${[OPENING, allowed, table(['package', 'version', 'licence'], rows)].join('\n\n')}\n`;
}
