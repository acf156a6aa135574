import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamGroups } from '../groups.ts';
import { count, seconds, sumOf } from '../report.ts';
import type { SyncRun } from '../sync.ts';
import type { Chart } from './chart.ts';
import { activeVisitors } from './charts/active-visitors.ts';
import { guideFunnel } from './charts/guide-funnel.ts';
import { npsByWeek } from './charts/nps.ts';
import { syncChart } from './charts/sync.ts';
import { topPages } from './charts/top-pages.ts';
import { readPageData } from './data.ts';
import { type DrawnChart, type Fact, pageHtml } from './html.ts';
import { lanesOf } from './lanes.ts';
import { pictureSvg } from './picture.ts';
import { drawBelowEachOther } from './render.ts';

/** The widths of a chart's picture in pixels, beside another one and on a telephone. */
const WIDE_PX = 504;
const NARROW_PX = 336;

const TITLE = 'What source-pendo copied from an emulated Pendo';
const INTRO =
  'Drawn from the tables of npm run demo after two syncs, and from what the emulated Pendo saw of them. All people, pages and guides are invented.';

export interface PageOptions {
  readonly databasePath: string;
  readonly first: SyncRun;
  readonly second: SyncRun;
  /** The order of the lanes. */
  readonly groups: StreamGroups;
}

/** Writes the page, which needs no other file, and a picture of it. Returns their paths. */
export async function writePage(folder: string, options: PageOptions): Promise<{ page: string; picture: string }> {
  const charts = await Promise.all(chartsOf(options).map(drawn));
  const facts = factsOf(options);
  const colors = await readFile(new URL('style.css', import.meta.url), 'utf8');
  const layout = await readFile(new URL('layout.css', import.meta.url), 'utf8');
  const page = join(folder, 'page.html');
  const picture = join(folder, 'page.svg');
  await writeFile(page, pageHtml({ title: TITLE, intro: INTRO, style: `${colors}\n${layout}`, facts, charts }));
  await writeFile(picture, pictureSvg({ title: TITLE, colors, charts }));
  return { page, picture };
}

function chartsOf({ databasePath, first, second, groups }: PageOptions): Chart[] {
  const data = readPageData(databasePath);
  const lanes = [lanesOf(first, groups), lanesOf(second, groups)] as const;
  const axes = {
    endMs: Math.max(...lanes.map(({ endMs }) => endMs)),
    mostSent: Math.max(...lanes.flatMap(({ sent }) => sent)),
  };
  return [
    activeVisitors(data.activeDays),
    topPages(data.pages),
    guideFunnel(data.steps),
    npsByWeek(data.weeks),
    syncChart(first.totals, { id: 'first-sync', name: 'The first sync', lanes: lanes[0], ...axes }),
    syncChart(second.totals, { id: 'second-sync', name: 'A day later', lanes: lanes[1], ...axes }),
  ];
}

async function drawn(chart: Chart): Promise<DrawnChart> {
  const [wide, narrow] = await Promise.all([WIDE_PX, NARROW_PX].map((px) => drawBelowEachOther(chart.draw(px))));
  if (wide === undefined || narrow === undefined) throw new Error(`${chart.id} was not drawn.`);
  return { chart, wide, narrow };
}

function factsOf({ first, second }: PageOptions): Fact[] {
  const [before, after] = [sumOf(first.totals), sumOf(second.totals)];
  return [
    { value: count(after.rowsInTable), label: `rows in ${second.totals.size} tables` },
    { value: count(before.rowsRead), label: `rows read by the first sync in ${seconds(before)} s` },
    { value: count(after.rowsRead), label: `rows read a day later in ${seconds(after)} s` },
  ];
}
