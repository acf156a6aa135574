/**
 * Returns the text with a new content between `<!-- name -->` and `<!-- /name -->`. Throws unless each marker occurs
 * exactly once, because the table would silently stay out of date.
 */
export function replaceBlock(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest, ...more] = text.split(open);
  const [, after, ...others] = rest?.split(close) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(`The markers ${open} and ${close} must stand in the text once each, in this order.`);
  }
  return `${before}${open}\n\n${content}\n\n${close}${after}`;
}
