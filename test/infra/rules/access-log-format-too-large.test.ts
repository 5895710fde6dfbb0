import { MAX_ACCESS_LOG_FORMAT_BYTES } from '../../../core/access-log-format.ts';
import { accessLogFormatTooLarge } from '../../../infra/rules/access-log-format-too-large.ts';
import { checkRule } from './check-rule.ts';
import { restStage } from './stages.ts';

checkRule(
  accessLogFormatTooLarge,
  [
    {
      title: 'one byte too many',
      yaml: restStage({ format: 'x'.repeat(MAX_ACCESS_LOG_FORMAT_BYTES + 1) }),
      finds: ['Stage: the format has 3073 bytes, and API Gateway takes 3072'],
    },
    {
      title: 'bytes, not characters',
      yaml: restStage({ format: 'ü'.repeat(1537) }),
      finds: ['Stage: the format has 3074 bytes, and API Gateway takes 3072'],
    },
  ],
  [{ title: 'the largest', yaml: restStage({ format: 'x'.repeat(MAX_ACCESS_LOG_FORMAT_BYTES) }) }],
);
