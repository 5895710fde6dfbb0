import { Flags } from '@oclif/core';
import { ALL_SCOPE, CALLS_SCOPE, isScope } from '../../../logs-api/scopes.ts';
import { BaseCommand } from '../../base-command.ts';
import { UsageError } from '../../errors.ts';
import { durationFlag, outputFlag } from '../../flags/common-flags.ts';
import { connectionFlags } from '../../flags/connection-flags.ts';
import { openTokenStore, tableFlag } from '../../logs-api/logs-api-table.ts';
import { notice, writeOut } from '../../output/stdio.ts';

export default class TokenCreate extends BaseCommand {
  static override summary = 'Create a bearer token for the Logs API. It is shown only once.';
  static override description =
    `A domain token reads the API calls of its domain. An operator token reads what its scopes allow: ${CALLS_SCOPE} (API calls of all domains), logs:read:<component> (components, also as a glob), or ${ALL_SCOPE}.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --table stack:LogsApi --domain acme --expires 90d',
    "<%= config.bin %> <%= command.id %> --table stack:LogsApi --operator --scope 'logs:read:lambda/*'",
  ];
  static override flags = {
    ...connectionFlags,
    table: tableFlag,
    domain: Flags.string({
      summary: 'create a token for the API calls of this domain',
      helpValue: 'ID',
      exactlyOne: ['domain', 'operator'],
    }),
    operator: Flags.boolean({ summary: 'create an operator token' }),
    scope: Flags.string({
      summary: `scope of an operator token (default: ${ALL_SCOPE}); can be repeated`,
      helpValue: 'SCOPE',
      multiple: true,
      dependsOn: ['operator'],
    }),
    label: Flags.string({ summary: 'a description of the token', helpValue: 'TEXT' }),
    expires: durationFlag({ summary: 'lifetime, such as 90d (default: no expiry)', helpValue: 'TIME' }),
    output: outputFlag(),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(TokenCreate);
    const scopes = flags.domain === undefined ? (flags.scope ?? [ALL_SCOPE]).map(scope) : [CALLS_SCOPE];
    const store = await openTokenStore(this.connect(flags), flags.table);
    const { text, info } = await store.create({
      domainId: flags.domain === undefined ? null : domain(flags.domain),
      scopes,
      label: flags.label?.slice(0, MAX_LABEL_LENGTH),
      lifetimeMs: flags.expires,
    });
    if (flags.output === 'json') {
      await writeOut(`${JSON.stringify({ ...info, token: text })}\n`, 'json');
    } else {
      await writeOut(`${text}\n`);
      notice('Store it now: it is not shown again. `logs token revoke` revokes it by its id, the part before the dot.');
    }
  }
}

const MAX_LABEL_LENGTH = 256;
const MAX_DOMAIN_LENGTH = 256;

function scope(text: string): string {
  if (isScope(text)) return text;
  throw new UsageError(
    `"${text}" is not a scope.`,
    `Write ${CALLS_SCOPE}, logs:read:<component> (globs are allowed), or ${ALL_SCOPE}.`,
  );
}

function domain(text: string): string {
  if (text.length > 0 && text.length <= MAX_DOMAIN_LENGTH) return text;
  throw new UsageError(`A domain id has 1 to ${MAX_DOMAIN_LENGTH} characters; this one has ${text.length}.`);
}
