/** What the probe needs beyond reading; asked of nobody who does not probe. */
export const probeScopes = ['create:clients', 'delete:clients'] as const;
