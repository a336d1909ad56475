-- The ledger: the fetches, the claims and the progress of each load. All instants are UTC, by the database's clock.
-- MySQL commits each of these statements by itself. If a start is killed between them, the next start runs all of them again.

-- The leases: which instance may load the objects of a feed now, and which may fetch it. The fence grows each time a lease
-- is acquired, so an owner whose lease was taken over can be distinguished from the new owner.
create table if not exists recua_lease (
  name        varchar(80)  character set ascii collate ascii_bin not null primary key,
  owner       varchar(255) null,
  fence       bigint       not null default 0,
  lease_until datetime(3)  null
) engine = InnoDB default charset = utf8mb4;

-- One row for each version of an object.
--   object_hash    the hash of bucket, key and ETag, which are too long for an index
--   fingerprint    the hash of everything that decides the records, their order and their form; if it changes, the load
--                  starts again from the first record
--   table_name     the table that the load writes to
--   runner         the process that loads the object now; null if the last run ended properly
--   reached        the last record that this run has read
--   deaths         the number of processes that ended at died_at before they wrote a row
--   died_at        the records read / the records committed when these processes ended
--   failures       the number of unexpected errors since failing_since, without a commit between them
--   failed_at      the number of records committed at these errors
--   vanished       true if the object was removed or overwritten before its load ended; the load continues if it returns
--   note           other information for the operator
create table if not exists recua_load (
  id              bigint       not null auto_increment primary key,
  feed            varchar(63)  character set ascii collate ascii_bin not null,
  object_hash     binary(32)   not null,
  bucket          varchar(255) not null,
  object_key      varchar(1024) character set utf8mb4 collate utf8mb4_bin not null,
  etag            varchar(255) not null,
  version_id      varchar(1024) null,
  status          varchar(16)  not null,
  fence           bigint       not null,
  loaded_at       datetime(3)  not null,
  lanes           int          not null,
  batch_rows      int          not null,
  run_batches     int          not null,
  fingerprint     binary(32)   not null,
  table_name      varchar(64)  not null,
  runner          varchar(255) null,
  reached         bigint       not null default 0,
  deaths          int          not null default 0,
  died_at         varchar(64)  character set ascii null,
  failures        int          not null default 0,
  failed_at       bigint       null,
  failing_since   datetime(3)  null,
  vanished        boolean      not null default false,
  ignored_columns text         null,
  started_at      datetime(3)  not null,
  finished_at     datetime(3)  null,
  error           text         null,
  note            text         null,
  rows_read       bigint       null,
  rows_per_second bigint       null,
  percent         decimal(5,1) null,
  seconds_left    bigint       null,
  unique key recua_load_object (object_hash),
  key recua_load_feed (feed, status)
) engine = InnoDB default charset = utf8mb4;

-- One row for each lane of a load: its checkpoint and the counts of its committed records.
--   last_record      the last record of the last run that is committed completely
--   committed_in_run the number of rows of the next run that are committed, in the order of the run
create table if not exists recua_lane (
  load_id     bigint not null,
  lane        int    not null,
  fence       bigint not null,
  last_record bigint not null default 0,
  committed_in_run bigint not null default 0,
  inserted    bigint not null default 0,
  updated     bigint not null default 0,
  unchanged   bigint not null default 0,
  duplicates  bigint not null default 0,
  rejected    bigint not null default 0,
  primary key (load_id, lane)
) engine = InnoDB;

-- The rejected rows of a load until they are written to rejected/.
create table if not exists recua_rejected (
  load_id bigint   not null,
  record  bigint   not null,
  line    bigint   not null,
  reason  text     not null,
  raw     longblob not null,
  primary key (load_id, record)
) engine = InnoDB default charset = utf8mb4;

-- One row for each slot of a feed's schedule that was fetched, so that only one instance fetches it.
create table if not exists recua_slot (
  feed varchar(63) character set ascii collate ascii_bin not null,
  slot varchar(32) character set ascii collate ascii_bin not null,
  primary key (feed, slot)
) engine = InnoDB;

-- One row for each feed: how its source described the content that was landed last, for conditional requests.
create table if not exists recua_fetch (
  feed          varchar(63)   character set ascii collate ascii_bin not null primary key,
  url_hash      char(64)      character set ascii collate ascii_bin not null,
  etag          varchar(1024) null,
  last_modified varchar(64)   null,
  sha256        char(64)      character set ascii collate ascii_bin not null,
  object_key    varchar(1024) character set utf8mb4 collate utf8mb4_bin not null,
  fetched_at    datetime(3)   not null
) engine = InnoDB default charset = utf8mb4;

-- One row for each target table with row_key: the key columns that its rows are hashed by, each with the form of its values.
create table if not exists recua_table (
  table_name varchar(64) character set utf8mb4 collate utf8mb4_bin not null primary key,
  hashed_by  text        character set utf8mb4 not null
) engine = InnoDB;
