-- What operators have paused, for all instances: one row for a feed and a task, which is FETCH or LOAD.
create table if not exists recua_pause (
  feed      varchar(63)   character set ascii collate ascii_bin not null,
  task      varchar(8)    character set ascii collate ascii_bin not null,
  paused_by varchar(255)  not null,
  since     datetime(3)   not null,
  reason    varchar(1000) null,
  primary key (feed, task)
) engine = InnoDB default charset = utf8mb4;

-- One row for each action of an operator.
--   origin    where the action came from: PAGE, HTTP, CLI or JMX
--   address   the address that the request came from; null if it was no request
--   instance  the process that executed the action
create table if not exists recua_action (
  id       bigint        not null auto_increment primary key,
  at       datetime(3)   not null,
  who      varchar(255)  not null,
  action   varchar(16)   character set ascii collate ascii_bin not null,
  feed     varchar(63)   character set ascii collate ascii_bin null,
  load_id  bigint        null,
  detail   varchar(2000) null,
  origin   varchar(8)    character set ascii collate ascii_bin not null,
  address  varchar(64)   null,
  instance varchar(255)  not null,
  key recua_action_feed (feed, id)
) engine = InnoDB default charset = utf8mb4;
