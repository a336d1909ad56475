-- Finds the newest loads of a feed, and the last one of each feed, among many. MySQL has no CREATE INDEX IF NOT EXISTS.
set @index_newest = (
  select if(count(*) > 0, 'do 0', 'create index recua_load_newest on recua_load (feed, id)')
  from information_schema.statistics
  where table_schema = database() and table_name = 'recua_load' and index_name = 'recua_load_newest');
prepare index_newest from @index_newest;
execute index_newest;
deallocate prepare index_newest;
