-- Loads of 200 feeds over 399 days, the same number each day, one in fifty refused; :loads is their number.
-- Each with two lanes. Of every hundredth, an operator did something.
insert into recua_load (feed, object_hash, bucket, object_key, etag, status, fence, loaded_at, lanes, batch_rows, run_batches,
                        fingerprint, table_name, started_at, finished_at, error, landed_at)
with recursive digits (n) as (select 0 union all select n + 1 from digits where n < 999),
     loads (n, feed, started) as (
       select thousands.n * 1000 + ones.n, lpad((thousands.n * 1000 + ones.n) % 200, 4, '0'),
              utc_timestamp(3) - interval 399 * 86400 * (1 - (thousands.n * 1000 + ones.n) / :loads) second
       from digits thousands join digits ones where thousands.n * 1000 + ones.n < :loads)
select concat('feed', feed), unhex(sha2(n, 256)), 'bucket',
       concat('landing/feed', feed, '/', date_format(started, '%Y%m%dT%H%i%s.000Z'), '-new_rows.csv'), left(sha2(n, 256), 32),
       if(n div 200 % 50 = 0, 'QUARANTINED', 'LOADED'), n, started, 2, 5000, 200,
       unhex(sha2('', 256)), concat('feed', feed), started, started + interval 5 second,
       if(n div 200 % 50 = 0, 'the file has no header line', null), started
from loads order by n;

insert into recua_lane (load_id, lane, fence, last_record, inserted, duplicates)
select id, lane, fence, 10000, 4900, 100 from recua_load join (select 0 as lane union all select 1) lanes
order by id, lane;

insert into recua_action (at, who, action, feed, load_id, origin, instance)
select finished_at, 'operator', 'REPLAY', feed, id, 'PAGE', 'one' from recua_load where id % 100 = 0 order by id;

insert into recua_slot (feed, slot)
select feed, date_format(started_at, '%Y-%m-%dT%H:%i:%sZ') from
  (select feed, started_at, row_number() over (partition by feed order by id desc) newest from recua_load) ranked
where newest <= 100
on duplicate key update slot = values(slot);

insert into recua_attempt (feed, ended_at, outcome)
select feed, max(finished_at), 'LANDED' from recua_load group by feed
on duplicate key update ended_at = values(ended_at);

analyze table recua_load, recua_lane, recua_action, recua_slot, recua_attempt;
