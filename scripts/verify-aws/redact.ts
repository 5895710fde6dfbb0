/** Removes what identifies an account from a text: account ids (also in ARNs, in names of buckets, and as the console prints them), ids
 *  of IAM principals and access keys, which contain the account id, and the names of users and sessions.
 *  @param prefix names with the prefix of the run stay.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
export function redactAccount(
  text: string,
  { accountId, prefix }: { readonly accountId?: string | undefined; readonly prefix: string },
): string {
  const withoutKnown = accountId === undefined ? text : text.replaceAll(accountId, ACCOUNT);
  return withoutKnown
    .replace(/(?<!\d)\d{12}(?!\d)/g, ACCOUNT)
    .replace(/(?<!\d)\d{4}-\d{4}-\d{4}(?!\d)/g, ACCOUNT)
    .replace(/\b(?:AKIA|ASIA|AROA|AIDA|ANPA|AGPA|ABIA|ACCA)[A-Z0-9]{12,}\b/g, 'PRINCIPAL')
    .replace(/\b(assumed-role|user|federated-user)\/([^\s"'`,;)]+)/g, (all, kind: string, name: string) =>
      name.startsWith(`${prefix}-`) ? all : `${kind}/PRINCIPAL`,
    );
}

const ACCOUNT = 'ACCOUNT';
