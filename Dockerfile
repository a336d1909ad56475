# syntax=docker/dockerfile:1
# The image of Recua, for linux/amd64 and linux/arm64: see docs/deploy.md.

ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:25-jre

# The jar, taken apart into layers that change at different pace, and what the training run needs; the same on each machine.
FROM --platform=${BUILDPLATFORM} ${BUILD_IMAGE} AS build
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY routes routes
COPY docs/errors.md docs/errors.md
COPY src src
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -DskipTests package dependency:copy-dependencies -DoutputDirectory=target/lib
RUN java -Djarmode=tools -jar target/recua.jar extract --layers --destination target/layers

# The JVM's AOT cache, from a start and a load; it holds for this JVM, this architecture and these paths only.
FROM ${RUNTIME_IMAGE} AS train
# hadolint ignore=DL3008
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends mariadb-server-core mariadb-client-core && \
    rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
COPY deploy/jvm.options ./
WORKDIR /training
COPY --from=build /build/target/test-classes test-classes
COPY --from=build /build/target/classes classes
COPY --from=build /build/target/lib lib
COPY deploy/train.sh ./
RUN ["bash", "train.sh", "/app"]

FROM ${RUNTIME_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Recua" \
      org.opencontainers.image.description="Carries CSV files from a URL to S3 to MySQL, on a schedule, each row once" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
COPY deploy/jvm.options ./
COPY --from=train /app/recua.aot ./
# The authorities that sign the certificates of RDS, which no JVM knows. No checksum: AWS adds authorities.
ADD --chmod=444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem rds-ca.pem
ENV RECUA_DB_CA=/app/rds-ca.pem

# glibc would keep a heap for each thread.
ENV MALLOC_ARENA_MAX=2
# Downloads are spooled here; all else may be read-only.
VOLUME /tmp
USER 10001:10001
EXPOSE 8080 8081
# Alive, not ready: a database that is away is no reason to be killed. ECS wants the same in its task definition.
# By bash alone: the image has no curl, and a JVM would take 0.2 s of CPU each time.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /actuator/health/liveness HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 4 line <&3 && [[ $line == *' 200'* ]]"]
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/recua.aot", "-jar", "/app/recua.jar"]
