import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../helpers/yaml-files.ts';

interface Field {
  readonly type: string;
  readonly id?: string;
  readonly attributes: { readonly label?: string; readonly value?: string; readonly options?: readonly unknown[] };
}

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly Field[];
}

const FOLDER = '.github/ISSUE_TEMPLATE';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FORMS = globSync(`${FOLDER}/*.yml`, { cwd: ROOT }).filter((file) => !file.endsWith('/config.yml'));
const TYPES = ['checkboxes', 'dropdown', 'input', 'markdown', 'textarea'];

describe.each(FORMS.sort())('%s', (file) => {
  const [form] = readYaml(file) as [Form];

  test('is a form that GitHub takes: known fields, each with a label and an id of its own.', () => {
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const asked = form.body.filter(({ type }) => type !== 'markdown');
    expect(asked.length).toBeGreaterThan(0);
    for (const { type, attributes } of form.body) {
      expect(TYPES).toContain(type);
      expect(type === 'markdown' ? attributes.value : attributes.label).toEqual(expect.any(String));
      if (type === 'dropdown') expect(new Set(attributes.options).size).toBe(attributes.options?.length);
    }
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    for (const { id } of asked) expect(id).toMatch(/^[\w-]+$/);
    expect(new Set(asked.map(({ attributes }) => attributes.label)).size).toBe(asked.length);
  });
});

test('there are forms for bugs and for wrong numbers.', () => {
  expect(FORMS).toEqual(expect.arrayContaining([`${FOLDER}/bug.yml`, `${FOLDER}/wrong-number.yml`]));
});
