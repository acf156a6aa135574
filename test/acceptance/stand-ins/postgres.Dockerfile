# Stands in for the public image postgres:18 where no image can be pulled: the server of the tests' npm package, Debian's
# clients on that server's libraries, and that image's folders, variables and signal.
ARG BASE
FROM ${BASE}
RUN useradd --system --uid 999 --user-group --home-dir /var/lib/postgresql postgres \
  && install -d -o postgres -g postgres /var/lib/postgresql
ENV LANG=C.UTF-8 PATH=/usr/lib/postgresql/18/bin:/usr/lib/postgresql/15/bin:$PATH \
    LD_LIBRARY_PATH=/usr/lib/postgresql/18/lib PGDATA=/var/lib/postgresql/18/docker
COPY native /usr/lib/postgresql/18
COPY package/usr/lib/postgresql/15/bin /usr/lib/postgresql/15/bin
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
VOLUME /var/lib/postgresql
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
