import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snakeCase } from '../../../src/streams/names.ts';

test.each([
  ['visitorId', 'visitor_id'],
  ['id', 'id'],
  ['uTurnCount', 'u_turn_count'],
  ['lastKeyFrameTimestamp', 'last_key_frame_timestamp'],
  ['rulesjson', 'rulesjson'],
  ['idResponses', 'id_responses'],
  ['DisplayName', 'display_name'],
  ['contentURL', 'content_url'],
  ['HTTPServerName', 'http_server_name'],
  ['utm', 'utm'],
  ['utm2Source', 'utm2_source'],
  ['__utm__', '__utm__'],
  ['auto__323232', 'auto__323232'],
  ['lastmetadataupdate_agent', 'lastmetadataupdate_agent'],
  ['Sales Force (EU)', 'sales_force_eu_'],
  ['größeÄndern', 'größe_ändern'],
])('%s becomes the column %s', (name, column) => {
  expect(snakeCase(name)).toBe(column);
});

test('a column name does not change when it is converted again', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aAbBzZ09_ .-é💥') }), (name) => {
      expect(snakeCase(snakeCase(name))).toBe(snakeCase(name));
    }),
  );
});
