import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** The SVG elements inside the root. */
  readonly content: string;
}

const ROOT = /^<svg [^>]*\bwidth="([\d.]+)" height="([\d.]+)"[^>]*>(.*)<\/svg>\s*$/s;

/** Draws a picture without a browser. */
async function draw(spec: TopLevelSpec): Promise<Drawing> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const [, width, height, content] = ROOT.exec(svg) ?? [];
    if (content === undefined) throw new Error(`Vega drew no SVG but ${svg.slice(0, 100)}`);
    return { width: Number(width), height: Number(height), content: withoutRoles(content) };
  } finally {
    view.finalize();
  }
}

/** The picture as a whole has a label. The roles that Vega gives to its parts would only be read aloud one by one. */
function withoutRoles(content: string): string {
  return content.replace(/<[^>]+>/g, (tag) => tag.replace(/ (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"/g, ''));
}

/** Draws several pictures below each other, as one. */
export async function drawBelowEachOther(specs: readonly TopLevelSpec[]): Promise<Drawing> {
  const drawings = await Promise.all(specs.map(draw));
  const contents: string[] = [];
  let height = 0;
  for (const drawing of drawings) {
    contents.push(`<g transform="translate(0,${height})">${drawing.content}</g>`);
    height += drawing.height;
  }
  return { width: Math.max(...drawings.map(({ width }) => width)), height, content: contents.join('') };
}
