import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemplatePositions } from '../../../core/template/template-positions.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** `2:3 "Stage"`: the start of the region, and its text. */
function placeIn(text: string): (logicalId: string, property?: string) => string | undefined {
  const path = join(directory, 'template.yaml');
  writeFileSync(path, text);
  const positions = new TemplatePositions(path);
  return (logicalId, property) => {
    const region = positions.region(logicalId, property);
    if (region === undefined) return undefined;
    const { startLine, startColumn, endLine, endColumn } = region;
    expect(endLine).toBe(startLine);
    const line = text.replace(/^\uFEFF/, '').split(/\r?\n/)[startLine - 1] ?? '';
    return `${startLine}:${startColumn} ${line.slice(startColumn - 1, endColumn - 1)}`;
  };
}

const YAML = `# Stage: in a comment
Parameters: { Stage: { Type: String } }
Resources:
  Defaults: &defaults
    AccessLogSetting:
      Format: x
  Stage:   # the stage
    Type: AWS::ApiGateway::Stage
    Metadata: { tailgate: { acknowledge: [] } }
    Properties:
      "AccessLogSetting" : !If
        - A
        - Format: x
        - !Ref AWS::NoValue
      MethodSettings:
        - LoggingLevel: INFO
          DataTraceEnabled: true
        - !If [A, { LoggingLevel: INFO }, { LoggingLevel: OFF }]
      Body: |
        Resources:
          Stage:
            Type: x
  Merged: { Type: B, Properties: { <<: *defaults, Own: 1 } }
  Alias: *defaults
  Twice: { Type: A }
  Twice: { Type: B, Properties: {} }
`;

describe('the place of', () => {
  it.each<[string, string, string, string | undefined]>([
    ['a resource', 'Stage', '', '7:3 Stage'],
    ['a property', 'Stage', 'AccessLogSetting', '11:7 "AccessLogSetting"'],
    ['a property that is missing: the resource', 'Alias', 'A.B', '24:3 Alias'],
    ['a property that is missing: the properties', 'Stage', 'TracingEnabled', '10:5 Properties'],
    ['a property in a function: the function', 'Stage', 'AccessLogSetting.Format', '11:7 "AccessLogSetting"'],
    ['a property in a list', 'Stage', 'MethodSettings[0].DataTraceEnabled', '17:11 DataTraceEnabled'],
    ['a list item: its first key', 'Stage', 'MethodSettings[0]', '16:11 LoggingLevel'],
    ['a list item that is a function: the list', 'Stage', 'MethodSettings[1].LoggingLevel', '15:7 MethodSettings'],
    ['metadata', 'Stage', 'Metadata.tailgate.acknowledge', '9:29 acknowledge'],
    ['a property beside a merge', 'Merged', 'Own', '23:51 Own'],
    ['a property that a merge adds: the properties', 'Merged', 'AccessLogSetting', '23:22 Properties'],
    ['a resource that is there twice: the last one', 'Twice', '', '26:3 Twice'],
    ['a resource that does not exist', 'Other', 'A', undefined],
  ])('%s', (_, logicalId, property, place) => {
    expect(placeIn(YAML)(logicalId, property)).toBe(place);
    expect(placeIn(`\uFEFF${YAML.replaceAll('\n', '\r\n')}`)(logicalId, property)).toBe(place);
  });

  it('a property in JSON, on one line or on many', () => {
    const json = { Resources: { Stage: { Type: 'A', Properties: { List: [{ 'A "b"': 1 }, { C: [] }] } } } };
    expect(placeIn(JSON.stringify(json))('Stage', 'List[1].C')).toBe('1:72 "C"');
    expect(placeIn(JSON.stringify(json, null, 2))('Stage', 'List[0]')).toBe('8:13 "A \\"b\\""');
    expect(placeIn(JSON.stringify(json, null, '\t'))('Stage', 'List[1].C')).toBe('11:7 "C"');
  });

  it('a resource of a loop: in the loop', () => {
    const place = placeIn(`Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Outer:
    - X
    - [a, b]
    - Topic\${X}:
        Type: AWS::SNS::Topic
        Properties: { DisplayName: !Ref X }
      Fn::ForEach::Inner:
        - Y
        - [c, d]
        - Queue\${X}\${Y}:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: !Sub \${X}-\${Y}
`);
    expect(place('Topicb', 'DisplayName')).toBe('8:23 DisplayName');
    expect(place('Topicb', 'TopicName')).toBe('8:9 Properties');
    expect(place('Queuebd')).toBe('12:11 Queue${X}${Y}');
    expect(place('Queueac', 'QueueName')).toBe('15:15 QueueName');
  });
});
