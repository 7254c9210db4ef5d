-- Names behind the pseudonyms: read only through the server, for those who may.
select
  p.person_key, p.person_id, p.ref, p.given_name, p.family_name, p.date_of_birth, h.postcode, w.ward_name, a.team
from core.person p
left join (select person_id, max(month_end) as month_end from core.position group by person_id) l on l.person_id = p.person_id
left join core.home h on h.person_id = p.person_id and h.month_end = l.month_end
left join core.about a on a.person_id = p.person_id and a.month_end = l.month_end
left join ref.ward w on w.ward_code = h.ward_code
where p.person_id = p.root_id
