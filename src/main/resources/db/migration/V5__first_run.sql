-- The number of batches in the first run of a load. The runs of a load that began before this column are not cut by it: such a
-- load begins anew, as after each upgrade.
set @add_first_run = (
  select if(count(*) > 0, 'do 0', 'alter table recua_load add column first_run int not null default 1 after batch_rows')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_load' and column_name = 'first_run');
prepare add_first_run from @add_first_run;
execute add_first_run;
deallocate prepare add_first_run;
