-- One row for each feed that Recua has been started with.
--   since        the first start with it; the time zone of Recua's sessions is UTC
--   confirmed_at when a fetch last found that the source is unchanged and the table holds its content
create table if not exists recua_feed (
  feed         varchar(63) character set ascii collate ascii_bin not null primary key,
  since        datetime(3) not null default current_timestamp(3),
  confirmed_at datetime(3) null
) engine = InnoDB;

-- One row for each state of a feed that has begun and not ended, such as refused.
--   times how often its event has occurred
--   told  whether a message says that it has begun
create table if not exists recua_notice (
  feed  varchar(63) character set ascii collate ascii_bin not null,
  event varchar(16) character set ascii collate ascii_bin not null,
  times int         not null default 1,
  told  boolean     not null default false,
  since datetime(3) not null,
  primary key (feed, event)
) engine = InnoDB;

-- The messages about feeds until their receiver accepts them.
--   message_id what the receiver knows it by
--   ended      with event RECOVERED: the event that began the state that has ended
--   tries      how often it could not be sent, each time with some retries
--   due_at     when it may be sent
create table if not exists recua_outbox (
  id            bigint        not null auto_increment primary key,
  message_id    char(36)      character set ascii collate ascii_bin not null,
  feed          varchar(63)   character set ascii collate ascii_bin not null,
  event         varchar(16)   character set ascii collate ascii_bin not null,
  ended         varchar(16)   character set ascii collate ascii_bin null,
  reason        text          not null,
  object_key    varchar(1024) character set utf8mb4 collate utf8mb4_bin null,
  load_id       bigint        null,
  rows_read     bigint        null,
  rows_rejected bigint        null,
  created_at    datetime(3)   not null,
  tries         int           not null default 0,
  due_at        datetime(3)   not null
) engine = InnoDB default charset = utf8mb4;
