import type { Session } from '../core/ports.ts';

/** Works on a tenant that is held, and lets go of it whatever happens. */
export async function hold<T>(
  opening: Promise<Session>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await opening;
  try {
    const result = await work(session);
    await session.end();
    return result;
  } catch (error) {
    // What went wrong first is what matters; a lease that cannot be given back runs out by itself.
    await session.end().catch(() => {});
    throw error;
  }
}
