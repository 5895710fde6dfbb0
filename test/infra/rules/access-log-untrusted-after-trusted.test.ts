import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';
import { accessLogUntrustedAfterTrusted } from '../../../infra/rules/access-log-untrusted-after-trusted.ts';
import { checkRule } from './check-rule.ts';
import { restStage } from './stages.ts';

checkRule(
  accessLogUntrustedAfterTrusted,
  [
    {
      title: 'a user agent after the status',
      yaml: restStage({
        format: '{"path":"$context.path","status":"$context.status","agent":"$context.identity.userAgent"}',
      }),
      finds: ['Stage: the format has $context.identity.userAgent after $context.status'],
    },
  ],
  [
    { title: 'the format of Tailgate', yaml: restStage({ format: accessLogFormat(REST_ACCESS_LOG_FIELDS) }) },
    { title: 'only untrusted fields', yaml: restStage({ format: '{"agent":"$context.identity.userAgent"}' }) },
    { title: 'a format that is not JSON', yaml: restStage({ format: '$context.status $context.path' }) },
  ],
);
