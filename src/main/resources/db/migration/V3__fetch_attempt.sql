-- One row a feed: what came of its last fetch, by the schedule or by hand; all of its retries together.
create table if not exists recua_attempt (
  feed       varchar(63)   character set ascii collate ascii_bin not null primary key,
  ended_at   datetime(3)   not null,
  outcome    varchar(16)   not null,
  object_key varchar(1024) character set utf8mb4 collate utf8mb4_bin null,
  reason     text          null
) engine = InnoDB default charset = utf8mb4;
