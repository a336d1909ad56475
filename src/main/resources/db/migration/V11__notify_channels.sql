-- A message has a row for each channel that it is still to be sent by: webhook, sns or mail.
-- MySQL has no ADD COLUMN IF NOT EXISTS: if a start is killed after the statement, the next start must not run it again.
set @add_channel = (
  select if(count(*) > 0, 'do 0',
    'alter table recua_outbox add column channel varchar(8) character set ascii collate ascii_bin not null default ''webhook''')
  from information_schema.columns
  where table_schema = database() and table_name = 'recua_outbox' and column_name = 'channel');
prepare add_channel from @add_channel;
execute add_channel;
deallocate prepare add_channel;
