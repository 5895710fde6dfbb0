import { homedir } from 'node:os';

/** Removes what identifies an account or a person from a text: account ids (also in ARNs, in names of buckets, and as the console prints
 *  them), ids of IAM principals and access keys, which contain the account id, names of users, sessions and roles, the portal of the
 *  organization, IP addresses, e-mail addresses, tokens of the Logs API, and the home directory.
 *  @param prefix names with the prefix of the run stay.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function redactAccount(
  text: string,
  { accountId, prefix }: { readonly accountId?: string | undefined; readonly prefix: string },
): string {
  const withoutTokens = text.replace(/(?<![\w-])[0-9a-f]{12}\.[\w-]{43}(?![\w-])/g, 'TOKEN');
  const withoutKnown = accountId === undefined ? withoutTokens : withoutTokens.replaceAll(accountId, ACCOUNT);
  return withoutKnown
    .replace(/(?<!\d)\d{12}(?!\d)/g, ACCOUNT)
    .replace(/(?<!\d)\d{4}-\d{4}-\d{4}(?!\d)/g, ACCOUNT)
    .replace(/\b(?:AKIA|ASIA|AROA|AIDA|ANPA|AGPA|ABIA|ACCA)[A-Z0-9]{12,}\b/g, 'PRINCIPAL')
    .replace(/\b(assumed-role|user|federated-user)\/([^\s"'`,;)]+)/g, (all, kind: string, name: string) =>
      name.startsWith(`${prefix}-`) ? all : `${kind}/PRINCIPAL`,
    )
    .replace(/:role\/([^\s"'`,;)]+)/g, (all, name: string) =>
      name.startsWith(`${prefix}-`) || name.startsWith('cdk-') ? all : ':role/ROLE',
    )
    .replace(/\b[\w-]+(?=\.awsapps\.com)/g, 'PORTAL')
    .replace(/\bd-[0-9a-f]{10}\b/g, 'PORTAL')
    .replace(/[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}\b/g, 'PERSON')
    .replace(/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g, 'IP')
    .replace(/(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])/gi, 'IP')
    .replaceAll(HOME, '~');
}

const ACCOUNT = 'ACCOUNT';
/** Matches nothing for a user without a home directory. */
const HOME = /^\/.+|^[A-Z]:/.test(homedir()) ? homedir() : /(?!)/g;
