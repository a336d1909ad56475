-- One row for each feed and month: the numbers of its loads that were deleted, by the month in which they ended (UTC).
--   loads    the loads of all objects, with the refused ones
--   refused  the loads of objects that were refused
--   seconds  the sum of their times from the first claim to the end
create table if not exists recua_month (
  feed       varchar(63) character set ascii collate ascii_bin not null,
  month      char(7)     character set ascii collate ascii_bin not null,
  loads      bigint not null,
  refused    bigint not null,
  inserted   bigint not null,
  updated    bigint not null,
  unchanged  bigint not null,
  duplicates bigint not null,
  rejected   bigint not null,
  seconds    bigint not null,
  primary key (feed, month)
) engine = InnoDB;
-- Finds the old loads among many. MySQL has no CREATE INDEX IF NOT EXISTS.
set @index_finished = (
  select if(count(*) > 0, 'do 0', 'create index recua_load_finished on recua_load (finished_at)')
  from information_schema.statistics
  where table_schema = database() and table_name = 'recua_load' and index_name = 'recua_load_finished');
prepare index_finished from @index_finished;
execute index_finished;
deallocate prepare index_finished;
