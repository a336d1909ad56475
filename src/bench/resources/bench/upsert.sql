insert into bench_plain
  (CHROM, POS, ID, REF, ALT, QUAL, FILTER, INFO, FORMAT, MUESTRA, VALOR, ORIGEN, FECHA_COPIA, RESULTADO)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, coalesce(utc_timestamp(3), ?), ?)
on duplicate key update
  CHROM = values(CHROM), POS = values(POS), REF = values(REF), ALT = values(ALT), QUAL = values(QUAL),
  FILTER = values(FILTER), INFO = values(INFO), FORMAT = values(FORMAT), VALOR = values(VALOR),
  ORIGEN = values(ORIGEN), FECHA_COPIA = values(FECHA_COPIA)
