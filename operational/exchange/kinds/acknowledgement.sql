/*---
title: Acknowledgement of a school's list
about: >
  To each school what became of the rows that it sent in one batch: taken over, known already, being looked into, or not usable and why.
  What the council knows of a person is not in it.
to: school
asks: [batch, school]
dates: dmy
bom: true
file: acknowledgement_{batch}_{school}.csv
order: [school_no, line]
columns:
  - { name: school_no, heading: SchoolDfENo }
  - { name: file_name, heading: File }
  - { name: received_on, heading: Received, type: date }
  - { name: line, heading: Line, type: count }
  - { name: given_name, heading: Forename }
  - { name: family_name, heading: Surname }
  - { name: date_of_birth, heading: DOB, type: date }
  - { name: upn, heading: UPN }
  - { name: outcome, heading: Outcome }
  - { name: reason, heading: Reason }
  - { name: error_number, heading: ErrorNumber }
  - { name: notes, heading: LeftOut }
---*/
select r.person_id, s.school_no, coalesce(o.name, s.school_no) as school_name, b.file_name,
  (b.started_at at time zone 'Europe/London')::date as received_on,
  r.line, r.mapped ->> 'given_name' as given_name, r.mapped ->> 'family_name' as family_name, r.mapped ->> 'dob' as date_of_birth,
  r.mapped ->> 'upn' as upn,
  case r.outcome when 'applied' then 'taken over' when 'unchanged' then 'known already' when 'queried' then 'being looked into'
    when 'rejected' then 'not usable' else 'waiting' end as outcome,
  case when r.outcome = 'rejected' then r.reason end as reason, case when r.outcome = 'rejected' then r.error_number end as error_number,
  array_to_string(r.notes, ' ') as notes
from import_batch b
join import_row r on r.batch_id = b.id
cross join lateral (select coalesce(r.mapped ->> 'school_number', r.mapped ->> 'establishment_number') as school_no) s
left join lateral (select name from organisation where tenant_id = b.tenant_id and establishment_no = s.school_no limit 1) o on true
where b.id = :batch and b.tenant_id = :tenant
