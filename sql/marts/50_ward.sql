select ward_code, ward_name, valid_from, valid_to, imd_score, population_16_17 from ref.ward
