import { accessLogWithSecrets } from '../../../infra/rules/access-log-with-secrets.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage } from './stages.ts';

checkRule(
  accessLogWithSecrets,
  [
    {
      title: 'an API key, once',
      yaml: restStage({ format: '{"key":"$context.identity.apiKey","again":"$context.identity.apiKey"}' }),
      finds: ['Stage: the format writes $context.identity.apiKey, which is a secret'],
    },
    {
      title: 'what authorizers pass on in the clear',
      yaml: httpStage({
        format: '$context.authorizer.accessToken $context.authorizer.jwt $context.authorizer.raw_token',
      }),
      finds: [
        'Stage: the format writes $context.authorizer.accessToken, which is a secret',
        'Stage: the format writes $context.authorizer.jwt, which is a secret',
        'Stage: the format writes $context.authorizer.raw_token, which is a secret',
      ],
    },
    {
      title: 'a secret in a format that is known in part',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub "${A} $context.identity.apiKey" } } }',
      finds: ['Stage: the format writes $context.identity.apiKey, which is a secret'],
    },
  ],
  [
    {
      title: 'ids of keys and of callers',
      yaml: restStage({
        format: '$context.identity.apiKeyId $context.authorizer.principalId $context.authorizer.claims.token_use',
      }),
    },
  ],
);
