import { MAX_ACCESS_LOG_FORMAT_BYTES } from '../../../core/access-log-format.ts';
import { accessLogFormatTooLarge } from '../../../infra/rules/access-log-format-too-large.ts';
import { checkRule } from './check-rule.ts';
import { restStage } from './stages.ts';

checkRule(
  accessLogFormatTooLarge,
  [
    {
      title: 'a format that is one byte too large',
      yaml: restStage({ format: 'x'.repeat(MAX_ACCESS_LOG_FORMAT_BYTES + 1) }),
      finds: ['Stage: the format has 3073 bytes, and API Gateway allows 3072'],
    },
    {
      title: 'a format with multibyte characters',
      yaml: restStage({ format: 'ü'.repeat(1537) }),
      finds: ['Stage: the format has 3074 bytes, and API Gateway allows 3072'],
    },
  ],
  [{ title: 'a format of the maximum size', yaml: restStage({ format: 'x'.repeat(MAX_ACCESS_LOG_FORMAT_BYTES) }) }],
);
