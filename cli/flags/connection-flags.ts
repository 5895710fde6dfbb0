import { Flags } from '@oclif/core';

/** Flags of every command that reads from AWS. */
export const connectionFlags = {
  region: Flags.string({ summary: 'AWS region', helpGroup: 'AWS' }),
  profile: Flags.string({
    summary: 'read from AWS with this profile of the AWS configuration files',
    helpGroup: 'AWS',
  }),
  'endpoint-url': Flags.string({ summary: 'read from this endpoint instead of AWS', helpGroup: 'AWS' }),
  local: Flags.boolean({
    summary: 'read only from `logs dev` or `logs run`, or what they recorded (the default while one of them runs)',
    helpGroup: 'AWS',
    allowNo: true,
  }),
};
