import { knownText } from '../../core/template/partial.ts';
import { hasHoles, looksLikeJson, sampleLine } from './model/template-access-log-format.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

const SHOWN_CHARACTERS = 60;

export const accessLogNotJson: Rule = {
  id: 'access-log-not-json',
  level: 'warning',
  summary: 'an access log format whose lines are not JSON',
  why: 'Logs Insights, filter patterns and `logs` find no fields in such lines.',
  fix: 'Write the format as one line of JSON, every variable in quotes but $context.error.messageString, which brings its own.',
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      const { format } = accessLog;
      if (format === undefined || isJson(sampleLine(format))) continue;
      // What is not known may be what is missing.
      if (hasHoles(format) && (looksLikeJson(format) || knownText(format).trim() === '')) continue;
      const known = knownText(format);
      const shown = known.length > SHOWN_CHARACTERS ? `${known.slice(0, SHOWN_CHARACTERS)}…` : known;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: looksLikeJson(format)
          ? 'the format makes lines that are not valid JSON'
          : `the format is no JSON: ${shown}`,
      };
    }
  },
};

function isJson(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
