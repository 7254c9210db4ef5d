-- Who concerns authority :to and nobody else: people who live there, and people whose last word here is that they moved there, unless
-- they have come to live elsewhere since.
transferee as materialized (
  select i.*, t.started_on as transferred_on, case when t.person_id is null then 'resident' else 'transferred' end as basis
  from individual i
  left join (
    select distinct on (m.person_id) m.person_id, m.status_code, m.transferred_to_la_code, m.started_on
    from cohort_member m join cohort c on c.id = m.cohort_id
    where c.tenant_id = :tenant and c.kind = 'nccis' and m.started_on <= :as_at
    order by m.person_id, m.started_on desc
  ) t on t.person_id = i.person_id and t.transferred_to_la_code = :to
  where i.home_la = :to
    or (t.person_id is not null and (i.home_la is null or i.home_since <= t.started_on))
)
