/** The attributes of the table that whoever creates it must know: on demand, items expire by `expires`. */
export const tableKeys = { partition: 'tenant', sort: 'item', expires: 'expires' } as const;
