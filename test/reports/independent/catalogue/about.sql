-- What is so of them: gender, ethnic group, SEN, school, level of need, team and worker, last contact.
create temporary table about as
select s.day, s.person_id,
  case p.return_gender_code when 'F' then 'Female' when 'M' then 'Male' when 'W' then 'Withheld' else 'Not recorded' end as gender,
  case
    when p.ethnicity_code in ('WBRI', 'WIRI', 'WROM', 'WOTH', 'WIRT') then 'White'
    when p.ethnicity_code in ('MWBC', 'MWBA', 'MWAS', 'MOTH') then 'Mixed'
    when p.ethnicity_code in ('AIND', 'APKN', 'ABAN', 'AOTH') then 'Asian or Asian British'
    when p.ethnicity_code = 'CHNE' then 'Chinese'
    when p.ethnicity_code in ('BCRB', 'BAFR', 'BOTH', 'BBRI') then 'Black or Black British'
    when p.ethnicity_code in ('OARA', 'OOTH') then 'Other'
    else 'Unknown' end as ethnic_group,
  (select c.code from characteristic c where c.person_id = s.person_id and c.set_id = 'SEN'
    and c.started_on <= s.day and coalesce(c.ended_on, s.day) >= s.day) as sen,
  (select c.code from characteristic c where c.person_id = s.person_id and c.set_id = 'LEVEL_OF_NEED'
    and c.started_on <= s.day and coalesce(c.ended_on, s.day) >= s.day) as need,
  coalesce(o.name, 'School not known') as school,
  coalesce((select max(t.name) from involvement i join team t on t.id = i.team_id where i.person_id = s.person_id
    and i.started_on <= s.day and coalesce(i.ended_on, s.day) >= s.day), 'No team') as team,
  coalesce((select u.name from involvement i join app_user u on u.id = i.user_id where i.person_id = s.person_id
    and i.started_on <= s.day and coalesce(i.ended_on, s.day) >= s.day order by i.started_on desc, i.id desc limit 1), 'No caseworker') as worker,
  s.day - (select max(e.happened_at at time zone 'UTC')::date from event e join event_person x on x.event_id = e.id
    where x.person_id = s.person_id and e.state = 'done' and (e.happened_at at time zone 'UTC')::date <= s.day) as since_contact,
  exists (select from characteristic c where c.person_id = s.person_id and c.set_id = 'IC01'
    and c.started_on <= s.day and coalesce(c.ended_on, s.day) >= s.day) as any_characteristic,
  exists (select from characteristic c where c.person_id = s.person_id and c.set_id = 'IC01'
    and c.code in ('110', '130', '140', '150', '160', '170', '190', '200', '210')
    and c.started_on <= s.day and coalesce(c.ended_on, s.day) >= s.day) as vulnerable
from standing s
join person p on p.id = s.person_id
left join organisation o on o.id = p.year11_school_id;
create index on about (day, person_id);
create temporary view base as
select s.*, a.gender, a.ethnic_group, a.sen, a.need, a.school, a.team, a.worker, a.since_contact, a.any_characteristic, a.vulnerable
from standing s join about a using (day, person_id)
where s.age in (16, 17) and s.class <> 'CUSTODY';
