/** The peer's names of what it is asked to export. */
export const appSections = ['clients'] as const;

/** The rest of what Strictwatch reads, as far as the peer can be asked for it alone and the simulated tenant has it. */
export const otherSections = [
  'clientGrants',
  'resourceServers',
  'connections',
  'databases',
  'tenant',
] as const;

/** Source: Auth0 docs, main/docs/api/management/v2.mdx, "up to approximately 1,000 items". */
export const documentedOffsetCap = 1000;

/** How many apps are changed to see who can tell. */
export const changedApps = 10;
