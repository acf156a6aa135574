# Built by scripts/image.sh. scripts/image-context.sh lays dist and the production node_modules into .tmp/image before:
# docs/decisions/0011-image.md.
# Nothing here needs a network, BuildKit or buildx.
# By digest; scripts/renew-bases.sh writes a newer one.
ARG BASE=node:24-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d

FROM ${BASE} AS app
WORKDIR /app
# What changes seldom comes first. The modes are set here, where they cost no layer of the image: a checkout made under a
# strict umask would be unreadable to the user that Airbyte runs the image as. The texts of licences stay.
COPY .tmp/image/node_modules node_modules
RUN find node_modules -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' -o -name '*.md' \
    -o -name '*.test.js' \) ! -iname 'licen[cs]e*' -delete \
  && find node_modules -type d \( -name test -o -name tests -o -name 'benchmark*' -o -name 'example*' -o -name .github \) \
    -prune -exec rm -rf '{}' + \
  && chmod -R u=rwX,go=rX node_modules
COPY bin bin
COPY spec.json .tmp/image/package.json ./
COPY .tmp/image/dist dist
RUN chmod -R u=rwX,go=rX bin dist spec.json package.json && chmod 0755 bin/source-pendo \
  && mkdir -p /empty/data /empty/airbyte && chmod 1777 /empty/data /empty/airbyte

FROM ${BASE}
# Proxies and NODE_EXTRA_CA_CERTS of the environment need no help.
ENV AIRBYTE_ENTRYPOINT=/airbyte/integration_code/bin/source-pendo \
    LISTEN_HOST=0.0.0.0 \
    LISTEN_INBOX=sqlite:/data/inbox.sqlite
# The public base brings npm, which nothing here needs.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
# A volume on /data takes over its owner and mode, so the receiver can keep its inbox there as any user. Airbyte's acceptance
# tests make folders in /airbyte as the image's user.
COPY --from=app /empty/ /
WORKDIR /airbyte/integration_code
COPY --from=app /app/node_modules node_modules
COPY --from=app /app/package.json /app/spec.json ./
COPY --from=app /app/bin bin
COPY --from=app /app/dist dist
ARG VERSION=dev
LABEL io.airbyte.name=source-pendo \
      io.airbyte.version=${VERSION} \
      org.opencontainers.image.title=source-pendo \
      org.opencontainers.image.description="Airbyte source for Pendo" \
      org.opencontainers.image.licenses=MIT \
      org.opencontainers.image.version=${VERSION}
USER 1000:1000
ENTRYPOINT ["/airbyte/integration_code/bin/source-pendo"]
