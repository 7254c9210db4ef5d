select i.id as identifier_id, p.root_id as person_id, i.kind, i.value, i.source_code
from known.person_identifier i join core.person p on p.person_id = i.person_id
