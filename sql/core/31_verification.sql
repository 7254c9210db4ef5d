select v.id as verification_id, v.situation_id, v.verified_on, v.method, v.source_code
from known.verification v join core.situation s on s.situation_id = v.situation_id
