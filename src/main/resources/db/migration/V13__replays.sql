-- Finds the loads of the copies of an object. MySQL has no CREATE INDEX IF NOT EXISTS.
set @index_replays = (
  select if(count(*) > 0, 'do 0', 'create index recua_load_replays on recua_load (replay_of)')
  from information_schema.statistics
  where table_schema = database() and table_name = 'recua_load' and index_name = 'recua_load_replays');
prepare index_replays from @index_replays;
execute index_replays;
deallocate prepare index_replays;
