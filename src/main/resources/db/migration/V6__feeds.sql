-- One row for each feed that Recua has been started with.
--   since        the first start with it; the time zone of Recua's sessions is UTC
--   confirmed_at when a fetch last found that the source is unchanged and the table holds its content
create table if not exists recua_feed (
  feed         varchar(63) character set ascii collate ascii_bin not null primary key,
  since        datetime(3) not null default current_timestamp(3),
  confirmed_at datetime(3) null
) engine = InnoDB;
