-- The backstop begins with the period instead of the subject: the same guarantee, and a day's claims go to neighbouring
-- pages, which stay in memory and go into the log whole once, instead of a page each somewhere in all of the history.
-- The one unique key that does not begin with the subject. It contains it, as a table distributed by subject asks; where
-- rows are split by the order of keys, make it as (subject, action, period) by the same name. Nothing is read by it.
--
-- Claims are neither made nor read meanwhile: half a minute for ten million. Whoever is in the way for ten seconds keeps
-- this from being done, and nothing is changed.
set local lock_timeout = '10s';
drop index claim_once;
create unique index claim_once on claim (action, period, subject) where released_at is null;
set local lock_timeout to default;
