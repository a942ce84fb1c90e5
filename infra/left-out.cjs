/** Stands for a package whose cost is to be known: whatever is taken from it may be called or constructed, and does nothing. */
function nothing() {}

module.exports = Object.create(
  new Proxy({}, { get: (_, name) => (name === '__esModule' ? undefined : nothing) }),
);
