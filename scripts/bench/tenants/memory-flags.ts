/** The size for which is stated what may be held in memory and used of the store. */
export const statedApps = 100_000;

/**
 * Node lets its heap grow as long as there is memory to spare, so a peak without limits shows what is there and not what
 * is needed. These leave about 120 MiB of 256 for what is beside the heap: the program, buffers of the network and of
 * compression. They are the bench's, not the deployed function's.
 */
export const memoryFlags = ['--max-semi-space-size=1', '--max-old-space-size=134'] as const;

/** The same within 512 MB, which are deployed, for tenants that are larger. */
export const roomyFlags = ['--max-semi-space-size=1', '--max-old-space-size=380'] as const;
