import { userInfo } from 'node:os';

/** Who runs a report at the terminal: the machine's account, with an analyst's rights (figures, no names). */
export function terminalPerson(): { name: string; role: string } {
  try {
    return { name: userInfo().username, role: 'analyst' };
  } catch {
    // an account without a name, as in some containers
    return { name: `uid ${process.getuid?.() ?? '?'}`, role: 'analyst' };
  }
}
