import { accessLogWithSecrets } from '../../../infra/rules/access-log-with-secrets.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage } from './stages.ts';

checkRule(
  accessLogWithSecrets,
  [
    {
      title: 'an API key, reported once',
      yaml: restStage({ format: '{"key":"$context.identity.apiKey","again":"$context.identity.apiKey"}' }),
      finds: ['Stage: the format writes $context.identity.apiKey, which is a secret'],
    },
    {
      title: 'secrets from an authorizer',
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
      title: 'a secret in a partly known format',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub "${A} $context.identity.apiKey" } } }',
      finds: ['Stage: the format writes $context.identity.apiKey, which is a secret'],
    },
  ],
  [
    {
      title: 'ids of API keys and callers',
      yaml: restStage({
        format: '$context.identity.apiKeyId $context.authorizer.principalId $context.authorizer.claims.token_use',
      }),
    },
  ],
);
