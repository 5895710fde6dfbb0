import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import * as cdk from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import * as infra from '../../../../infra/index.ts';

const README = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
const MODULES: Readonly<Record<string, object>> = { 'aws-cdk-lib': cdk, 'tailgate/infra': infra };

/** The variables of the user that the snippets use. */
export interface SnippetVariables {
  readonly app: cdk.App;
  readonly stack: cdk.Stack;
  readonly ordersApi: RestApi;
  readonly charge: LambdaFunction;
  readonly topic: Topic;
}

/** The TypeScript of the README that uses the constructs, in its order. */
export const README_SNIPPETS: readonly string[] = [...README.matchAll(/```ts\n(.*?)```/gs)]
  .map(([, code = '']) => code)
  .filter((code) => code.includes("'tailgate/infra'"));

/** Runs a snippet as it is in the README.
 *  @throws Error for an import that does not exist. */
export function runSnippet(code: string, variables: SnippetVariables): void {
  const scope: Record<string, unknown> = { ...variables };
  const body = code.replace(/^import \{(.*)\} from '(.*)';$/gm, (_, names: string, module: string) => {
    for (const name of names.split(',').map((text) => text.trim())) {
      const found = Object.entries(MODULES[module] ?? {}).find(([exported]) => exported === name);
      if (!found) throw new Error(`${module} has no ${name}, which the README imports`);
      scope[name] = found[1];
    }
    return '';
  });
  compileFunction(body, Object.keys(scope))(...Object.values(scope));
}
