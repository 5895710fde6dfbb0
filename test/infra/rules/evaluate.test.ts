import { describe, expect, it } from 'vitest';
import { asTemplate } from '../../../core/template/template.ts';
import { evaluate, openFindings } from '../../../infra/rules/evaluate.ts';
import { logGroupWithoutRetention } from '../../../infra/rules/log-group-without-retention.ts';
import { fixFor } from '../../../infra/rules/rule.ts';
import { RULES } from '../../../infra/rules/rules.ts';
import { stageWithoutAccessLog } from '../../../infra/rules/stage-without-access-log.ts';
import { findingsIn } from './check-rule.ts';

const RULE = logGroupWithoutRetention;
const LOGS = 'Logs: { Type: AWS::Logs::LogGroup, Metadata: { "aws:cdk:path": Shop/Logs/Resource } }';
const reason = 'an audit asks for it';

describe('a finding', () => {
  it('has stack, template, resource, construct, property, problem, reason and fix', () => {
    expect(findingsIn(LOGS, [RULE])).toEqual([
      {
        rule: 'log-group-without-retention',
        level: 'error',
        stack: 'Case',
        template: 'case.yaml',
        logicalId: 'Logs',
        resourceType: 'AWS::Logs::LogGroup',
        constructPath: 'Shop/Logs/Resource',
        property: 'RetentionInDays',
        problem: 'the log group has no retention',
        why: RULE.why,
        fix: fixFor('cdk', RULE.fix),
      },
    ]);
  });

  it('comes in the order of the resources, not of the rules', () => {
    const yaml = `${LOGS}\nStage: { Type: AWS::ApiGateway::Stage }`;
    const ids = (rules: Parameters<typeof findingsIn>[1]) => findingsIn(yaml, rules).map(({ logicalId }) => logicalId);
    expect(ids([RULE, stageWithoutAccessLog])).toEqual(['Logs', 'Stage']);
    expect(ids([stageWithoutAccessLog, RULE])).toEqual(['Logs', 'Stage']);
  });
});

describe('a finding is acknowledged', () => {
  const acknowledging = (item: string) =>
    `Logs: { Type: AWS::Logs::LogGroup, Metadata: { tailgate: { acknowledge: [${item}] } } }`;

  it('with a reason in the metadata of its resource', () => {
    const Resources = {
      Logs: {
        Type: 'AWS::Logs::LogGroup',
        Metadata: { tailgate: { acknowledge: [{ rule: RULE.id, reason }] } },
      },
    };
    const findings = evaluate([{ name: 'S', template: asTemplate({ Resources }, 's'), assets: new Map() }], [RULE]);
    expect(findings).toMatchObject([{ rule: RULE.id, acknowledged: reason }]);
    expect(openFindings(findings)).toEqual([]);
  });

  it.each([
    ['has no reason', `{ rule: ${RULE.id} }`],
    ['has a blank reason', `{ rule: ${RULE.id}, reason: "  " }`],
    ['names another rule', `{ rule: log-group-not-encrypted, reason: x }`],
    ['is only known at deployment', '!If [A, { rule: x }, { rule: y }]'],
  ])('but not when the acknowledgement %s', (_, item) => {
    expect(findingsIn(acknowledging(item), [RULE])).toHaveLength(1);
  });

  it.each([
    ['everywhere', undefined, 0],
    ['for its logical id', 'Logs', 0],
    ['for its construct', 'Shop/Logs/Resource', 0],
    ['for an enclosing construct', 'Shop/Logs', 0],
    ['for a construct whose path only starts with the same characters', 'Shop/Log', 1],
    ['for another resource', 'Other', 1],
  ])('when the settings ignore the rule %s', (_, resource, open) => {
    const ignore = [{ rule: RULE.id, reason, ...(resource !== undefined && { resource }) }];
    expect(findingsIn(LOGS, [RULE], { ignore })).toHaveLength(open);
  });
});

describe('across several stacks', () => {
  const stack = (name: string, Resources: object) => ({
    name,
    template: asTemplate({ Resources }, name),
    assets: new Map<string, string>(),
  });

  it('the account role of one stack is valid for the stages of another', () => {
    const api = stack('Api', {
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { AccessLogSetting: { DestinationArn: 'arn:x', Format: 'x' } },
      },
    });
    const account = stack('Account', { Role: { Type: 'Custom::ApiGatewayAccountRole' } });
    const missing = (stacks: Parameters<typeof evaluate>[0]) =>
      evaluate(stacks, RULES).filter(({ rule }) => rule === 'account-role-missing').length;
    expect(missing([api])).toBe(1);
    expect(missing([api, account])).toBe(0);
  });

  it('the execution log group of a stage may be declared in another stack', () => {
    const stage = {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Api' },
        MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR' }],
      },
    };
    const LogGroupName = { 'Fn::Sub': 'API-Gateway-Execution-Logs_${Imported}/dev' };
    const groups = stack('Groups', { Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName } } });
    const unbounded = evaluate([stack('Api', { Stage: stage }), groups], RULES).filter(
      ({ rule }) => rule === 'execution-log-group-unbounded',
    );
    expect(unbounded).toEqual([]);
  });
});
