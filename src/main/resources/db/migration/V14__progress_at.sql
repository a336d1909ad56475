-- When the progress of a load was written: an older one says nothing of the rate and the time that is left.
-- MySQL has no ADD COLUMN IF NOT EXISTS: if a start is killed after the statement, the next start must not run it again.
set @add_progress_at = (
  select if(count(*) > 0, 'do 0', 'alter table recua_load add column progress_at datetime(3) null')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_load' and column_name = 'progress_at');
prepare add_progress_at from @add_progress_at;
execute add_progress_at;
deallocate prepare add_progress_at;
