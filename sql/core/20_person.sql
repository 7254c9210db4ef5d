-- People as known: those merged into another stand under the survivor's id.
select
  p.id as person_id, coalesce(p.merged_into_id, p.id) as root_id, p.ref, p.given_name, p.middle_names, p.family_name,
  p.date_of_birth, p.return_gender_code, p.ethnicity_code, p.year11_la_code, p.year11_school_id, p.date_of_death,
  left(sha256(k.key || ':' || coalesce(p.merged_into_id, p.id)), 20) as person_key
from known.person p cross join secret.pseudonym k
where p.deleted_at is null
