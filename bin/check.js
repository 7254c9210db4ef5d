// Runs on any Node that knows modules: no syntax newer than what it checks for.

/** Ends the process with one sentence when this Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Casehouse needs Node 20.19 or later; this is ${process.versions.node}. Install a newer Node.`,
  );
  process.exit(1);
}
