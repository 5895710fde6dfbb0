import { Flags } from '@oclif/core';
import { LOG_LEVELS } from '../../core/levels.ts';
import { expressionFlag, levelFlag } from './common-flags.ts';

/** The flags that select the events of `logs tail`. */
export const recordFilterFlags = {
  filter: Flags.string({
    summary: 'CloudWatch filter pattern, evaluated by the service',
    helpValue: 'PATTERN',
    helpGroup: 'FILTER',
  }),
  streams: Flags.string({
    summary: 'only log streams whose name starts with this prefix',
    helpValue: 'PREFIX',
    helpGroup: 'FILTER',
  }),
  grep: expressionFlag({
    summary: 'only lines that match this regular expression; repeat it to match any of several',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FILTER',
  }),
  exclude: expressionFlag({
    summary: 'only lines that do not match this regular expression; can be repeated',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'FILTER',
  }),
  level: levelFlag({
    summary: `only this level and above: ${LOG_LEVELS.join(', ').toLowerCase()}`,
    helpValue: 'LEVEL',
    helpGroup: 'FILTER',
  }),
  query: Flags.string({
    summary: 'show the result of this JMESPath expression on JSON lines; other lines and null results are left out',
    helpValue: 'EXPRESSION',
    helpGroup: 'FILTER',
    exclusive: ['raw'],
  }),
  platform: Flags.boolean({
    summary: 'show the lines that Lambda writes: START, END, REPORT',
    allowNo: true,
    default: true,
    helpGroup: 'FILTER',
  }),
};
