select la_code, model, rank, neighbour_la_code, neighbour_la_name from ref.neighbour
