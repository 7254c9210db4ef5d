import { CasehouseError } from '../../base/errors.ts';
import type { Definition } from '../definitions/definition.ts';
import type { RunContext } from '../run/request.ts';
import { readerProfile } from '../run/run.ts';

/**
 * A draft is not yet anybody's figure: those from whom cells are hidden see published versions only, as a draft may be written
 * so that it tells what another hides. Throws `draft-refused`.
 */
export function refuseDraft(ctx: RunContext, d: Definition, profile: string | null): void {
  if (readerProfile(ctx, d, { id: d.id, params: {}, profile }).name === 'none' || d.published) return;
  throw new CasehouseError('draft-refused', `${d.id} ${d.version} is a draft, which your role may not see.`, {
    status: 403,
    next: 'Choose a published version.',
  });
}
