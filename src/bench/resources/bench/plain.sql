create table bench_plain (
  record      bigint       not null auto_increment primary key,
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
  unique key bench_key (ID, MUESTRA, RESULTADO)
) engine = InnoDB default charset = utf8mb4
