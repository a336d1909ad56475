-- dismissed_at  when an operator dismissed the refusal; recua_action has who and why
-- bytes         the size of the object; null if it was never read
-- MySQL has no ADD COLUMN IF NOT EXISTS: if a start is killed after the statement, the next start must not run it again.
set @add_dismissed_at = (
  select if(count(*) > 0, 'do 0',
            'alter table recua_load add column dismissed_at datetime(3) null, add column bytes bigint null')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_load' and column_name = 'dismissed_at');
prepare add_dismissed_at from @add_dismissed_at;
execute add_dismissed_at;
deallocate prepare add_dismissed_at;
-- Find the newest loads of a feed, those of a time, and those of a state, among a million.
set @index_began = (
  select if(count(*) > 0, 'do 0',
            'create index recua_load_began on recua_load (feed, started_at)')
  from information_schema.statistics
  where table_schema = database() and table_name = 'recua_load' and index_name = 'recua_load_began');
prepare index_began from @index_began;
execute index_began;
deallocate prepare index_began;
set @index_state_began = (
  select if(count(*) > 0, 'do 0',
            'create index recua_load_state_began on recua_load (feed, status, started_at)')
  from information_schema.statistics
  where table_schema = database() and table_name = 'recua_load' and index_name = 'recua_load_state_began');
prepare index_state_began from @index_state_began;
execute index_state_began;
deallocate prepare index_state_began;

-- The last fetches of each feed; recua_attempt has the last one alone, which the page reads for all feeds at once.
--   millis  how long it took, with its retries
--   bytes   the size of what landed; null if nothing did
create table if not exists recua_fetch_history (
  id         bigint        not null auto_increment primary key,
  feed       varchar(63)   character set ascii collate ascii_bin not null,
  slot       varchar(32)   character set ascii collate ascii_bin not null,
  ended_at   datetime(3)   not null,
  millis     bigint        not null,
  outcome    varchar(16)   character set ascii collate ascii_bin not null,
  bytes      bigint        null,
  object_key varchar(1024) character set utf8mb4 collate utf8mb4_bin null,
  reason     text          null,
  key recua_fetch_history_feed (feed, id)
) engine = InnoDB default charset = utf8mb4;
