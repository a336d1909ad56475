-- When the object of a load landed, by S3. The instant in its key may be any: whoever lands an object chooses the key.
-- MySQL has no ADD COLUMN IF NOT EXISTS: if a start is killed after the statement, the next start must not run it again.
set @add_landed_at = (
  select if(count(*) > 0, 'do 0', 'alter table recua_load add column landed_at datetime(3) null')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_load' and column_name = 'landed_at');
prepare add_landed_at from @add_landed_at;
execute add_landed_at;
deallocate prepare add_landed_at;
