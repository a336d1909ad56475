-- The first feed's table: variant calls of samples. An existing table of this name is left as it is.
-- load_id and load_row say which record of which load a row came from; row_key is the hash of the feed's key, by which
-- the rows that are sorted together, of one load_batch, are in order.
create table if not exists Unificado (
  load_id     bigint       not null,
  load_batch  bigint       not null,
  load_row    bigint       not null,
  row_key     binary(16)   not null,
  CHROM       varchar(255) null,
  POS         bigint       null,
  ID          varchar(255) null,
  REF         longtext     null,
  ALT         longtext     null,
  QUAL        varchar(255) null,
  FILTER      text         null,
  INFO        longtext     null,
  FORMAT      text         null,
  MUESTRA     varchar(255) null,
  VALOR       longtext     null,
  ORIGEN      varchar(255) null,
  FECHA_COPIA datetime(3)  null,
  RESULTADO   varchar(255) null,
  primary key (load_id, load_batch, row_key),
  unique key recua_row_key (row_key)
) engine = InnoDB default charset = utf8mb4;
