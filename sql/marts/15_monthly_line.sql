-- The lines of DfE's monthly table "Activities of Year 12 and 13", for each edition, in its order.
with part as (
  select 'education' as line, 'Education' as label, 'EET' as parent, 1 as block
  union all select 'employment', 'Employment', 'EET', 2
  union all select 'training', 'Training', 'EET', 3
  union all select 're-engagement', 'Re-engagement provision', 'EET', 4
  union all select 'neet-available', 'NEET, available to the labour market', 'NEET', 6
  union all select 'neet-not-available', 'NEET, not available to the labour market', 'NEET', 7
),
code as (
  select a.edition, a.code as line, a.code || ' ' || a.label as label, coalesce(p.line, 'NK') as parent, 'code' as kind,
    coalesce(p.block, 9) * 1000 + row_number() over (partition by a.edition, a.table_group order by a.code) as position
  from ref.activity a
  left join part p on p.line = a.table_group
  -- Those that were withdrawn before the edition began are no lines of it.
  where a.headline in ('EET', 'NEET', 'NK') and (a.withdrawn_on is null or a.withdrawn_on >= a.valid_from)
),
edition as (
  select distinct edition from ref.activity
)
select edition, line, label, parent, kind, cast(position as integer) as position from code
union all
select e.edition, p.line, p.label || ', total', p.parent, 'sum', p.block * 1000 + 900 from edition e cross join part p
union all
select e.edition, s.line, s.label, s.parent, s.kind, s.position
from edition e cross join (
  select 'EET' as line, 'Education, employment and training' as label, 'base' as parent, 'sum' as kind, 5000 as position
  union all select 'NEET', 'NEET', 'base', 'sum', 8000
  union all select 'lapsed education', 'Lapsed from education', 'lapsed', 'lapsed', 9500
  union all select 'lapsed employment', 'Lapsed from employment', 'lapsed', 'lapsed', 9501
  union all select 'lapsed training', 'Lapsed from training', 'lapsed', 'lapsed', 9502
  union all select 'lapsed re-engagement', 'Lapsed from re-engagement', 'lapsed', 'lapsed', 9503
  union all select 'lapsed compulsory', 'Still recorded at school', 'lapsed', 'lapsed', 9504
  union all select 'lapsed', 'Currency lapsed', 'NK', 'sum', 9600
  union all select 'NK', 'Not known', 'base', 'sum', 9700
  union all select 'base', 'Total', null, 'sum', 9800
) s
union all
-- Custody stands below the total: its headline is in neither.
select edition, code, 'Custody (outside the total)', null, 'code', 9900
from ref.activity where headline = 'EXCL' and withdrawn_on is null
