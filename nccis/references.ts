import type { Check } from './edition.ts';
import { demand, type Pack, type Placed } from './pack.ts';
import { packFault } from './table.ts';

/** Throws, naming file and line, when a fact of the edition points at one that is not there. */
export function demandWhole(pack: Pack): void {
  const { activities, currency, sets, codes, groups, las, fields, forms, checks } = pack.lists;
  const rules = keys(currency);
  const activityCodes = keys(activities);
  const codeKeys = new Set([...keys(codes), ...activities.map((a) => `eet ${a.key}`)]);
  const setIds = keys(sets);
  const laCodes = keys(las);
  const characteristics = new Set(codes.filter((c) => c.value.set === 'IC01').map((c) => c.value.code));
  demand(
    activities,
    (a) => a.lapse === null || rules.has(a.lapse),
    (a) => `lapse rule ${a.lapse} is not in currency.csv`,
  );
  demand(
    activities,
    (a) => a.needsDue === (a.lapse !== null),
    (a) => `${a.code} needs a due date only with a lapse rule`,
  );
  demand(
    activities,
    (a) => a.needsCharacteristic === null || characteristics.has(a.needsCharacteristic),
    (a) => `characteristic ${a.needsCharacteristic} is not a code of IC01`,
  );
  demand(
    activities,
    (a) => a.replacedBy === null || activityCodes.has(a.replacedBy),
    (a) => `replacement ${a.replacedBy} is not an activity`,
  );
  demand(
    codes,
    (c) => setIds.has(c.set),
    (c) => `list ${c.set} is not in sets.csv`,
  );
  demand(
    codes,
    (c) => c.replacedBy === null || codeKeys.has(`${c.set} ${c.replacedBy}`),
    (c) => `replacement ${c.replacedBy} is not a code of ${c.set}`,
  );
  demand(
    groups,
    (g) => codeKeys.has(`${g.set} ${g.code}`),
    (g) => `${g.code} is not a code of ${g.set}`,
  );
  demand(
    las,
    (l) => l.successors.every((s) => laCodes.has(s)),
    (l) => `a successor of ${l.code} is not in la.csv`,
  );
  demand(
    las,
    (l) => l.kind !== 'la' || (l.onsCode !== null && l.region !== null),
    (l) => `${l.code} lacks its ONS code or region`,
  );
  for (const list of [activities, codes] as Placed<{
    validFrom: string | null;
    validTo: string | null;
  }>[][]) {
    demand(
      list,
      (c) => (c.validFrom ?? '') <= (c.validTo ?? '9'),
      () => 'valid_to lies before valid_from',
    );
  }
  demand(
    las,
    (l) => (l.from ?? '') <= (l.to ?? '9'),
    () => 'the last day lies before the first',
  );
  const paths = keys(fields);
  demand(
    fields,
    (f) => !f.path.includes('/') || paths.has(f.path.slice(0, f.path.lastIndexOf('/'))),
    (f) => `${f.path} stands in a node that is not in fields.csv`,
  );
  const columns = new Set(fields.map((f) => f.value.column));
  const numbers = keys(checks);
  demand(
    forms,
    (f) => columns.has(f.column),
    (f) => `${f.column} is not a column of fields.csv`,
  );
  demand(
    forms,
    (f) => f.check === null || numbers.has(f.check) || pack.withdrawn.has(f.check),
    (f) => `check ${f.check} is not in checks.yaml`,
  );
  demand(
    forms,
    (f) => f.pattern !== null || f.refused !== null,
    (f) => `the form of ${f.column} says nothing: give a pattern or refused characters`,
  );
  demand(
    sets,
    (s) => s.check === null || numbers.has(s.check) || pack.withdrawn.has(s.check),
    (s) => `check ${s.check} is not in checks.yaml`,
  );
  const elements = new Set(fields.map((f) => f.value.element));
  demand(
    checks,
    (c) => c.field === null || elements.has(c.field),
    (c) => `check ${c.no}: ${c.field} is not an element of fields.csv`,
  );
  const lists = new Set(['LA', 'LA-ANY', 'LA-UNKNOWN', 'leaver', 'eet', 'eet-EVER']);
  for (const set of setIds) for (const kind of ['', '-EVER', '-REFUSED']) lists.add(set + kind);
  demand(
    checks,
    (c) => listsNamed(c).every((list) => lists.has(list)),
    (c) => `check ${c.no} names a list that is not there (${listsNamed(c).find((list) => !lists.has(list))})`,
  );
  const formed = keys(forms);
  demand(
    checks,
    (c) => formsNamed(c).every((form) => formed.has(form)),
    (c) =>
      `check ${c.no} names a form that is not in forms.csv (${formsNamed(c).find((f) => !formed.has(f))})`,
  );
  const statuses = codes
    .filter((c) => c.value.set === 'YP10' && c.value.use === 'return')
    .map((c) => c.value.code);
  const order = pack.head.statusPrecedence.order;
  if ([...statuses].sort().join() !== [...order].sort().join()) {
    throw packFault(
      pack.file,
      pack.lineOf('statusPrecedence'),
      'statusPrecedence does not name every status of YP10 once',
    );
  }
}

/** The forms that a check's conditions lean on. */
const formsNamed = (check: Check): string[] =>
  [check.when, check.blocks === true ? null : check.blocks].flatMap((sql) =>
    [...(sql ?? '').matchAll(/\bfits_([a-z_]+)\(/g)].map((m) => m[1]!),
  );

/** The code lists that a check's conditions look into. */
const listsNamed = (check: Check): string[] =>
  [check.when, check.blocks === true ? null : check.blocks].flatMap((sql) =>
    [...(sql ?? '').matchAll(/(?:in_list\(|list = )'([^']+)'/g)].map((m) => m[1]!),
  );

const keys = (list: Placed<unknown>[]): Set<string> => new Set(list.map((p) => p.key));
