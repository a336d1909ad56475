-- The load of the same object before, if the object was loaded again; from the metadata recua-replay-of of the copy.
-- MySQL has no ADD COLUMN IF NOT EXISTS: if a start is killed after the statement, the next start must not run it again.
set @add_replay_of = (
  select if(count(*) > 0, 'do 0', 'alter table recua_load add column replay_of bigint null')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_load' and column_name = 'replay_of');
prepare add_replay_of from @add_replay_of;
execute add_replay_of;
deallocate prepare add_replay_of;
