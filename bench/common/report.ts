/** Prints tables and sentences as markdown, as in bench/README.md. */
export interface Report {
  heading(text: string): void;
  sentence(text: string): void;
  table(columns: readonly string[], rows: readonly (readonly string[])[]): void;
}

export function createReport(write: (text: string) => void): Report {
  return {
    heading: (text) => write(`\n### ${text}\n\n`),
    sentence: (text) => write(`${text}\n`),
    table(columns, rows) {
      const lines = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
      write(`\n${lines.join('')}\n`);
    },
  };
}

export function fixed(value: number, digits = 0): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Three significant digits, whatever the size. */
export function threeDigits(value: number): string {
  if (value >= 100) return fixed(value);
  return fixed(value, value >= 10 ? 1 : 2);
}

export function ratio(value: number, reference: number): string {
  return `${threeDigits(value / reference)}×`;
}
