-- The number of rows that a load of a snapshot has deleted or marked, because its object lacks them.
-- MySQL has no ADD COLUMN IF NOT EXISTS: if a start is killed after the statement, the next start must not run it again.
set @add_deleted = (
  select if(count(*) > 0, 'do 0', 'alter table recua_load add column deleted bigint not null default 0')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_load' and column_name = 'deleted');
prepare add_deleted from @add_deleted;
execute add_deleted;
deallocate prepare add_deleted;
