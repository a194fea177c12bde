-- Clients are found by any part of a name or number. The pieces of two characters are an index for that which every
-- PostgreSQL has; an extension may not be there.
create function pieces(whole text) returns text[]
  language sql immutable strict parallel safe
  as $$
    select array(select substr(w.small, g.place, 2) from generate_series(1, length(w.small) - 1) as g (place))
    from (select lower(whole) as small) w
  $$;

create index client_pieces on client using gin (pieces(name), pieces(number));
