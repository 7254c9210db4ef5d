-- Organisations that a batch's rows name by number and the store lacks: of such lists the sender is believed. What kind it is stands in the
-- row, or follows from the number: those from 8000 to 8999 are colleges, others schools; without one it is a training provider.
-- $1 batch, $2 tenant
insert into organisation (tenant_id, kind, name, la_code, establishment_no, ukprn)
select distinct on (coalesce(n.establishment_no, n.ukprn))
  $2, coalesce(case when n.kind in ('school', 'sixth-form', 'college', 'provider', 'employer') then n.kind end,
    case when n.establishment_no is null then 'provider' when right(n.establishment_no, 4) between '8000' and '8999' then 'college' else 'school' end),
  coalesce(n.name, n.establishment_no, n.ukprn), left(n.establishment_no, 3), n.establishment_no, n.ukprn
from (
  select mapped ->> 'provider_kind' as kind, mapped ->> 'provider_name' as name, mapped ->> 'establishment_number' as establishment_no,
    mapped ->> 'ukprn' as ukprn
  from import_row where batch_id = $1 and basis is not null and outcome is distinct from 'rejected'
  union all
  select 'school', mapped ->> 'school_name', mapped ->> 'school_number', null
  from import_row where batch_id = $1 and basis is not null and outcome is distinct from 'rejected'
) n
where coalesce(n.establishment_no, n.ukprn) is not null and right(n.establishment_no, 4) is distinct from '9999'
  and not exists (select 1 from organisation o where o.tenant_id = $2 and (o.establishment_no = n.establishment_no or o.ukprn = n.ukprn))
order by coalesce(n.establishment_no, n.ukprn), n.name nulls last
