import { homedir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactAccount } from '../../../scripts/verify-aws/redact.ts';

const prefix = 'tg-ab12cd';
const accountIds = fc.stringMatching(/^\d{12}$/);

/** The places where account ids occur. */
const places = (id: string) => [
  `arn:aws:iam::${id}:role/${prefix}-NotesApi-Role`,
  `arn:aws:logs:eu-west-1:${id}:log-group:/aws/lambda/x:*`,
  `https://sqs.eu-west-1.amazonaws.com/${id}/queue`,
  `cdk-hnb659fds-assets-${id}-eu-west-1`,
  `${id}.dkr.ecr.eu-west-1.amazonaws.com`,
  `{"accountId":"${id}"}`,
  `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}`,
];

describe('redactAccount', () => {
  it('leaves no account id in any text', () => {
    fc.assert(
      fc.property(accountIds, accountIds, fc.array(fc.string()), fc.nat(), (own, other, texts, choice) => {
        const all = [...places(own), ...places(other)];
        const text = texts.map((part, index) => `${part} ${all[(choice + index) % all.length]} ${part}`).join('\n');
        const redacted = redactAccount(text, { accountId: own, prefix });
        expect(redacted).not.toMatch(/(?<!\d)\d{12}(?!\d)/);
        expect(redacted).not.toMatch(/(?<!\d)\d{4}-\d{4}-\d{4}(?!\d)/);
        expect(redacted).not.toContain(own);
      }),
    );
  });

  it('removes the own account id also inside longer numbers', () => {
    expect(redactAccount('x91234567890125', { accountId: '123456789012', prefix })).toBe('x9ACCOUNT5');
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  it('removes ids of principals and keys, which contain the account id', () => {
    const text = 'AKIAIOSFODNN7EXAMPLE ASIAIOSFODNN7EXAMPLE AROADBQP57FF2AEXAMPLE AIDAJQABLZS4A3QDU576Q';
    expect(redactAccount(text, { prefix })).toBe('PRINCIPAL PRINCIPAL PRINCIPAL PRINCIPAL');
  });

  it('removes names of persons, and keeps the roles of the run', () => {
    const denied = (principal: string) => `User: arn:aws:sts::123456789012:${principal} is not authorized`;
    expect(redactAccount(denied('assumed-role/Admin/jane.doe@example.com'), { prefix })).toBe(
      'User: arn:aws:sts::ACCOUNT:assumed-role/PRINCIPAL is not authorized',
    );
    expect(redactAccount(denied('user/jane'), { prefix })).toBe(
      'User: arn:aws:sts::ACCOUNT:user/PRINCIPAL is not authorized',
    );
    const own = `assumed-role/${prefix}-Probe-ProbeRole/${prefix}-Probe`;
    expect(redactAccount(denied(own), { prefix })).toContain(own);
  });

  it('keeps ids of APIs, request ids, times and durations', () => {
    const text =
      'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod 7761e0ca-f8eb-402e-8211-136cd3e9e261 1764126179123 41 ms';
    expect(redactAccount(text, { accountId: '123456789012', prefix })).toBe(text);
  });

  // What API Gateway, IAM Identity Center and the CDK write into lines and messages.
  it.each([
    ['"ip":"203.0.113.7","userArn":"-"', '"ip":"IP","userArn":"-"'],
    ['"ip":"2001:db8:85a3::8a2e:370:7334"', '"ip":"IP"'],
    [
      'before: arn:aws:iam::123456789012:role/service-role/AcmeLogs; after',
      'before: arn:aws:iam::ACCOUNT:role/ROLE; after',
    ],
    [`arn:aws:iam::123456789012:role/${prefix}-Probe-Role`, `arn:aws:iam::ACCOUNT:role/${prefix}-Probe-Role`],
    ['role/cdk-hnb659fds-deploy-role-123456789012-eu-west-1', 'role/cdk-hnb659fds-deploy-role-ACCOUNT-eu-west-1'],
    [
      'Open https://acme.awsapps.com/start or https://d-90677a1b2c.awsapps.com/start',
      'Open https://PORTAL.awsapps.com/start or https://PORTAL.awsapps.com/start',
    ],
    ['the session of jane.doe@example.com', 'the session of PERSON'],
    [`Bearer 0a1b2c3d4e5f.${'aB3_-'.repeat(8)}xyz`, 'Bearer TOKEN'],
    [`${homedir()}/tailgate/node_modules/aws-cdk/bin/cdk`, '~/tailgate/node_modules/aws-cdk/bin/cdk'],
    ['aws-cdk@2.1148.1 at 03:31:05, 10.0 ms', 'aws-cdk@2.1148.1 at 03:31:05, 10.0 ms'],
  ])('writes %j as %j', (text, redacted) => {
    expect(redactAccount(text, { accountId: '123456789012', prefix })).toBe(redacted);
  });
});
