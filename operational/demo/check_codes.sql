do $$
declare
  missing text;
begin
  select string_agg(distinct v.set_id || ' ' || v.code, ', ') into missing
  from (
    select 'YP07' as set_id, return_gender_code as code from person
    union select 'YP27', ethnicity_code from person where ethnicity_code is not null
    union select 'YP10', status_code from cohort_member
    union select case when kind = 'intention' then 'ID01' when year_group = 11 then 'SG02' else 'SG11' end, code from offer
  ) v
  where not exists (select 1 from code c where c.set_id = v.set_id and c.code = v.code);
  if missing is not null then
    raise exception using errcode = 'foreign_key_violation',
      message = format('the demo uses codes that the lists do not have: %s', missing),
      hint = 'Load the code lists of the edition packs, or correct the demo''s facts.';
  end if;
end $$;
